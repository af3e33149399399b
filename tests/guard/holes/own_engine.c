/* The bot sends by itself. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	return send_token(&a);
}
