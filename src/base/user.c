/* user.c - giving up root for a user who may do little. */
#include "base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int
find_user(const char *name, struct passwd **ret, struct err *err)
{
	*ret = getpwnam(name);
	if (!*ret || (*ret)->pw_uid == 0)
		return err_set(err, ENOENT,
			"there is no user '%s' to run as (useradd --system --shell "
			"/usr/sbin/nologin %s)",
			name, name);
	return 0;
}

int
user_become(const char *name, struct err *err)
{
	struct passwd *user;
	int r = find_user(name, &user, err);
	if (r < 0)
		return r;
	if (setgroups(0, NULL) < 0 ||
		setresgid(user->pw_gid, user->pw_gid, user->pw_gid) < 0 ||
		setresuid(user->pw_uid, user->pw_uid, user->pw_uid) < 0)
		return err_set(err, errno, "cannot become '%s': %s", name, strerror(errno));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(
			err, errno, "cannot give up privileges: %s", strerror(errno));
	return 0;
}

int
user_owns(const char *name, const char *path, struct err *err)
{
	struct passwd *user;
	int r = find_user(name, &user, err);
	if (r < 0)
		return r;
	if (chown(path, user->pw_uid, user->pw_gid) < 0)
		return err_set(err, errno, "cannot give '%s' to '%s': %s", path, name,
			strerror(errno));
	return 0;
}
