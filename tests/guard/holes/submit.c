/* Stands for a setgid sendmail: who runs it has mail sent by the mail server.  `submit
 * TOKEN` appends to the file that SUBMIT_QUEUE was compiled in as. */
#include "../try.h"
int
main(int argc, char **argv)
{
	int fd = open(SUBMIT_QUEUE, O_WRONLY | O_APPEND);
	if (argc < 4 || fd < 0)
		return 1;
	return say_text(fd, argv[3]) || say_text(fd, "\n");
}
