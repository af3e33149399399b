/* modsecurity_sqli.c - ModSecurity with its core rules on the rows that
 * tests/unit/sql_corpus.c judges.
 *
 * modsecurity_sqli RULES < rows.  A row is a line "SET COUNTS TEITEN LENGTH" and a request
 * of that length.  Each goes through one transaction; it counts as found when a rule of SQL
 * injection (942...) matched.  Prints "SET COUNTS TEITEN FOUND".  Compiled by
 * bench/sqli-peers, not by the build.
 */
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROW_MAX (1 << 20)

static bool found;

/* One log line a matched rule, which holds [id "942..."]. */
static void
on_log(void *data, const void *line)
{
	(void)data;
	if (strstr((const char *)line, "[id \"942"))
		found = true;
}

static void
add_headers(Transaction *t, char *headers)
{
	for (char *line = headers; *line && *line != '\r';) {
		char *end = strstr(line, "\r\n"), *colon = strchr(line, ':');
		if (!end)
			break;
		*end = 0;
		if (colon) {
			*colon = 0;
			msc_add_request_header(
				t, (unsigned char *)line, (unsigned char *)colon + 2);
		}
		line = end + 2;
	}
}

static bool
judge(ModSecurity *m, RulesSet *rules, char *request, size_t len)
{
	char *headers = strstr(request, "\r\n"), *body = strstr(request, "\r\n\r\n");
	char *target = strchr(request, ' ');

	found = false;
	if (!headers || !body || !target)
		return false;
	*headers = 0;
	char *version = strrchr(target + 1, ' ');
	*target++ = 0;
	*version++ = 0;
	Transaction *t = msc_new_transaction(m, rules, NULL);
	msc_process_connection(t, "192.0.2.1", 1024, "192.0.2.2", 80);
	msc_process_uri(t, target, request, version + 5);
	body[2] = 0;
	add_headers(t, headers + 2);
	msc_process_request_headers(t);
	msc_append_request_body(
		t, (unsigned char *)body + 4, len - (size_t)(body + 4 - request));
	msc_process_request_body(t);
	msc_transaction_cleanup(t);
	return found;
}

int
main(int argc, char **argv)
{
	static char request[ROW_MAX + 1];
	const char *error = NULL;
	int set, counts, teiten, row = 0;
	size_t len;
	double bytes = 0;

	ModSecurity *m = msc_init();
	msc_set_log_cb(m, on_log);
	RulesSet *rules = msc_create_rules_set();
	if (argc < 2 || msc_rules_add_file(rules, argv[1], &error) < 0) {
		fprintf(stderr, "rules: %s\n", error ? error : "none given");
		return 1;
	}
	clock_t start = clock();
	while (scanf("%d %d %d %zu", &set, &counts, &teiten, &len) == 4 &&
		getchar() == '\n' && len <= ROW_MAX &&
		fread(request, 1, len, stdin) == len) {
		request[len] = 0;
		bytes += (double)len;
		printf("%d %d %d %d\n", set, counts, teiten, judge(m, rules, request, len));
		row++;
	}
	fprintf(stderr, "%d rows, %.1f MB/s\n", row,
		bytes / 1e6 / ((double)(clock() - start) / CLOCKS_PER_SEC));
	return 0;
}
