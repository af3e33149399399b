/* terminal.c - runs a program at a terminal of its own, as a login does: `terminal
 * PROGRAM...`; what comes on standard input is typed, without echo. */
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

static void
quiet(int fd)
{
	struct termios t;
	tcgetattr(fd, &t);
	t.c_lflag &= ~(tcflag_t)ECHO;
	t.c_oflag &= ~(tcflag_t)OPOST;
	tcsetattr(fd, TCSANOW, &t);
}

/* What the program says, and what is typed to it, until it ends. */
static void
carry(int master)
{
	char block[4096];
	struct pollfd at[] = { { .fd = master, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN } };
	while (poll(at, 2, -1) > 0) {
		if (at[0].revents) {
			ssize_t n = read(master, block, sizeof(block));
			if (n <= 0 || write(STDOUT_FILENO, block, (size_t)n) != n)
				return;
		} else if (at[1].revents) {
			ssize_t n = read(STDIN_FILENO, block, sizeof(block));
			if (n <= 0)
				at[1].fd = -1;
			else if (write(master, block, (size_t)n) != n)
				return;
		}
	}
}

int
main(int argc, char **argv)
{
	int master, slave, status;
	if (argc < 2 || openpty(&master, &slave, NULL, NULL, NULL) < 0)
		return 64;
	quiet(slave); /* before anything is typed */
	pid_t pid = fork();
	if (pid == 0) {
		close(master);
		if (login_tty(slave) == 0)
			execvp(argv[1], argv + 1);
		_exit(127);
	}
	close(slave);
	carry(master);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
