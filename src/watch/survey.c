/* survey.c - organisations that survey the whole Internet, by data/survey-scanners.tsv. */
#include "watch/watch.h"

#include "base/embed.h"

#include <pthread.h>

EMBEDDED_GROUP(survey);

enum { SURVEYS_MAX = 1024 };

struct survey {
	struct prefix prefix;
	char name[64];
};

static struct survey surveys[SURVEYS_MAX];
static size_t n_surveys;

/* One line: name, prefix, source, with tabs between them. */
static void
read_line(const char *line, size_t len)
{
	const char *tab = memchr(line, '\t', len);
	must(tab != NULL && n_surveys < SURVEYS_MAX);
	struct survey *s = &surveys[n_surveys++];
	(void)snprintf(s->name, sizeof(s->name), "%.*s", (int)(tab - line), line);
	char prefix[PREFIX_TEXT_MAX];
	struct err err;
	(void)snprintf(
		prefix, sizeof(prefix), "%.*s", (int)strcspn(tab + 1, "\t\n"), tab + 1);
	must(prefix_parse(prefix, &s->prefix, &err) == 0);
}

static void
read_all(void)
{
	each_embedded(survey, it)
	{
		const char *end = (*it)->at + (*it)->len;
		for (const char *at = (*it)->at; at < end;) {
			size_t len = strcspn(at, "\n");
			if (len > 0 && *at != '#')
				read_line(at, len);
			at += len + 1;
		}
	}
	must(n_surveys > 0);
}

const char *
survey_of(struct addr a)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, read_all);
	for (size_t i = 0; i < n_surveys; i++)
		if (prefix_holds(surveys[i].prefix, a))
			return surveys[i].name;
	return "";
}
