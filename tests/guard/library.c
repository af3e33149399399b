/* library.c - what the mailer links to; nothing. */
void mailer_library(void);
void
mailer_library(void)
{
}
