/* seen.c - has what a reading of the policy rests on changed since? */
#include "guard/linux/host.h"

#include <sys/stat.h>
#include <xxhash.h>

/* All zero where there is none. */
static void
add_stat(XXH3_state_t *sum, const char *file)
{
	struct stat st;
	memset(&st, 0, sizeof(st));
	(void)stat(file, &st);
	int64_t parts[] = { (int64_t)st.st_dev, (int64_t)st.st_ino, st.st_size,
		st.st_mtim.tv_sec, st.st_mtim.tv_nsec, st.st_mode, st.st_uid };
	(void)XXH3_64bits_update(sum, parts, sizeof(parts));
}

static XXH3_state_t *
begin(void)
{
	XXH3_state_t *sum = XXH3_createState();
	must(sum && XXH3_64bits_reset(sum) == XXH_OK);
	return sum;
}

static uint64_t
end(XXH3_state_t *sum)
{
	uint64_t ret = XXH3_64bits_digest(sum);
	(void)XXH3_freeState(sum);
	return ret;
}

uint64_t
guard_policy_stamp(const char *file)
{
	XXH3_state_t *sum = begin();
	add_stat(sum, file);
	return end(sum);
}

/* dpkg puts an upgrade's programs in place before it renews the package's list. */
uint64_t
guard_seen(uint64_t stamp, const struct guard_policy *p)
{
	char list[PATH_MAX];
	XXH3_state_t *sum = begin();
	(void)XXH3_64bits_update(sum, &stamp, sizeof(stamp));
	for (size_t i = 0; i < p->n_entries; i++) {
		const struct guard_entry *e = &p->entries[i];
		add_stat(sum, e->file);
		if (e->package && guard_package_list(e->package, list))
			add_stat(sum, list);
	}
	return end(sum);
}
