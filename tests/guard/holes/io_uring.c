/* The kernel connects for whoever queued it: in line, by a worker (`async`), or by the
 * thread of a ring with SQPOLL (`sqpoll`). */
#include "../try.h"

#include "../uring.h"

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	const char *how = argc > 5 ? argv[5] : "";
	struct uring u;
	if (uring_open(&u, strcmp(how, "sqpoll") == 0 ? IORING_SETUP_SQPOLL : 0) < 0)
		return 77;
	return uring_send_token(&u, (uintptr_t)&a.to, (uintptr_t)a.token, strlen(a.token),
		strcmp(how, "async") == 0 ? IOSQE_ASYNC : 0);
}
