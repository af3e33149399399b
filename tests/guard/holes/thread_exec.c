/* A thread that is not the first executes the mailer. */
#include "../try.h"

#include <pthread.h>

static struct aim a;

static void *
run(void *arg)
{
	(void)arg;
	exec_mailer(&a);
}

int
main(int argc, char **argv)
{
	pthread_t thread;
	a = aim_read(argc, argv);
	pthread_create(&thread, NULL, run, NULL);
	pthread_join(thread, NULL);
	return 1;
}
