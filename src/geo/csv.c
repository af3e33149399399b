/* csv.c - geography as a table: network,country,asn,as_name.
 *
 * One network a line; what is not known is left empty.  Empty lines and lines that begin
 * with # are skipped, except "# date: 2005-11-30", which says what time the table is of.  A
 * first line that begins with "network" is a header.
 */
#include "geo/flat.h"

#include <ctype.h>
#include <strings.h>

enum { LINE_MAX_LEN = 4096, FIELDS = 4, CSV_LINES_MAX = 16 << 20 };
enum { NETWORK, COUNTRY, ASN, AS_NAME };

/* Spaces around a text that is not quoted mean nothing. */
static char *
trim(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	size_t len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

/* Unquotes in place from after the opening quote; NULL when it is not closed. */
static char *
unquote(char *p)
{
	for (char *to = p;; p++) {
		if (*p == '\0')
			return NULL;
		if (*p == '"' && *++p != '"') {
			*to = '\0';
			return p;
		}
		*to++ = *p;
	}
}

/* Cuts `line` into its fields; those that are missing are empty.  NULL, or what is wrong.
 */
static const char *
split(char *line, char *ret[static FIELDS])
{
	static char nothing[1];
	for (size_t i = 0; i < FIELDS; i++)
		ret[i] = nothing;
	char *p = line;
	for (size_t i = 0;; i++) {
		if (i == FIELDS)
			return "more than four fields (network,country,asn,as_name)";
		p += strspn(p, " \t");
		ret[i] = p;
		if (*p == '"') {
			ret[i] = p + 1;
			p = unquote(p + 1);
			if (!p)
				return "a quote is not closed";
			char *rest = p + strspn(p, " \t");
			if (*rest && *rest != ',')
				return "a text goes on after its quote";
			p = rest;
			if (!*p)
				return NULL;
			p++;
			continue;
		}
		char *comma = strchr(p, ',');
		if (comma)
			*comma = '\0';
		ret[i] = trim(p);
		if (!comma)
			return NULL;
		p = comma + 1;
	}
}

static bool
parse_asn(const char *text, uint32_t *ret)
{
	if (strncasecmp(text, "AS", 2) == 0)
		text += 2;
	uint64_t value = 0;
	for (const char *p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return false;
		value = value * 10 + (uint64_t)(*p - '0');
		if (value > UINT32_MAX)
			return false;
	}
	*ret = (uint32_t)value;
	return true;
}

static bool
parse_country(const char *text, uint16_t *ret)
{
	char up[2];
	if (!*text)
		return true;
	for (size_t i = 0; i < 2; i++) {
		if (!isalnum((unsigned char)text[i]))
			return false;
		up[i] = (char)toupper((unsigned char)text[i]);
	}
	*ret = country_code(up);
	return text[2] == '\0';
}

/* NULL, or what is wrong with the line. */
static const char *
read_line(char *line, uint32_t number, struct networks *ret, struct err *err)
{
	char *field[FIELDS];
	struct prefix prefix;
	struct place place = { 0, 0 };
	const char *wrong = split(line, field);
	if (wrong)
		return wrong;
	if (prefix_parse(field[NETWORK], &prefix, err) < 0)
		return err->text;
	if (!parse_country(field[COUNTRY], &place.country))
		return "the country is not two letters";
	if (!parse_asn(field[ASN], &place.asn))
		return "the AS number is not one";
	if (networks_add(ret, prefix, place, number, err) < 0)
		return err->text;
	networks_name(ret, place.asn, field[AS_NAME], strlen(field[AS_NAME]));
	return NULL;
}

static void
read_comment(const char *line, struct networks *ret)
{
	int32_t day;
	const char *p = line + 1 + strspn(line + 1, " \t");
	if (strncasecmp(p, "date:", 5) == 0 &&
		day_parse(p + 5 + strspn(p + 5, " \t"), &day, NULL) == 0)
		(void)day_format(day, ret->origin.date);
}

int
read_csv(const char *path, struct bytes text, struct networks *ret, struct err *err)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	(void)snprintf(ret->origin.source, sizeof(ret->origin.source), "%s", base);

	const uint8_t *p = text.at, *end = text.at + text.len;
	bool first = true;
	if (text.len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (uint32_t number = 1; p < end; number++) {
		char line[LINE_MAX_LEN + 1];
		const uint8_t *newline = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((newline ? newline : end) - p);
		if (len > LINE_MAX_LEN || memchr(p, 0, len) || number > CSV_LINES_MAX)
			return err_set(err, EINVAL, "%s:%u: %s", path, number,
				len > LINE_MAX_LEN ? "the line is too long"
						   : "this is not text");
		memcpy(line, p, len);
		len -= len > 0 && line[len - 1] == '\r';
		line[len] = '\0';
		p += newline ? (size_t)(newline - p) + 1 : (size_t)(end - p);
		bool is_header = first && strncasecmp(line, "network", 7) == 0;
		if (line[0] == '#')
			read_comment(line, ret);
		if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
			continue;
		first = false;
		struct err why = { "" };
		const char *wrong = is_header ? NULL : read_line(line, number, ret, &why);
		if (wrong)
			return err_set(err, EINVAL, "%s:%u: %s", path, number, wrong);
	}
	return 0;
}
