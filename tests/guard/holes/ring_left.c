/* Uses a ring with SQPOLL that a mailer left to it: `ring_left ADDRESS PORT TOKEN RING`. */
#include "../try.h"

#include "../uring.h"

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	struct uring u = { 0 };
	unsigned long to, token;
	if (sscanf(a.mailer, "%d,%lx,%lx", &u.fd, &to, &token) != 3)
		return 64;
	struct io_uring_params p = { 0 };
	/* The layout is that of any ring so small. */
	int other = (int)syscall(SYS_io_uring_setup, 4, &p);
	if (other < 0)
		return 77;
	u.p = p;
	u.p.flags = IORING_SETUP_SQPOLL;
	return uring_map(&u) < 0 ? 77 : uring_send_token(&u, to, token, strlen(a.token), 0);
}
