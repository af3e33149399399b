/* number.c - numbers and dates as people write them. */
#include "report/page.h"

#include <inttypes.h>

/* Commas between groups of three of the whole part, in place. */
static void
group(char text[static NUMBER_TEXT_MAX])
{
	char plain[NUMBER_TEXT_MAX];
	size_t len = strlen(text);
	memcpy(plain, text, len + 1);
	size_t first = plain[0] == '-';
	size_t whole = first;
	while (plain[whole] >= '0' && plain[whole] <= '9')
		whole++;
	size_t digits = whole - first, at = 0;
	if (len + digits / 3 + 1 > NUMBER_TEXT_MAX)
		return;
	for (size_t i = 0; i < len; i++) {
		text[at++] = plain[i];
		if (i >= first && i + 1 < whole && (whole - i - 1) % 3 == 0)
			text[at++] = ',';
	}
	text[at] = '\0';
}

char *
number_exact(double v, int decimals, char ret[static NUMBER_TEXT_MAX])
{
	if (!isfinite(v) || fabs(v) > 1e30)
		(void)snprintf(ret, NUMBER_TEXT_MAX, "–");
	else
		(void)snprintf(ret, NUMBER_TEXT_MAX, "%.*f", decimals, v);
	if (ret[0] == '-' && strspn(ret, "-0.") == strlen(ret))
		memmove(ret, ret + 1, strlen(ret));
	group(ret);
	return ret;
}

char *
number_prose(double v, char ret[static NUMBER_TEXT_MAX])
{
	double a = fabs(v);
	if (!isfinite(v) || a >= 999.5) {
		double step = isfinite(v) && a > 0 ? pow(10, floor(log10(a)) - 2) : 1;
		return number_exact(round(v / step) * step, 0, ret);
	}
	int decimals = a >= 99.95 ? 0 : a >= 9.995 ? 1 : 2;
	number_exact(v, decimals, ret);
	if (decimals > 0) {
		size_t len = strlen(ret);
		while (len > 0 && ret[len - 1] == '0')
			ret[--len] = '\0';
		if (len > 0 && ret[len - 1] == '.')
			ret[len - 1] = '\0';
	}
	return ret;
}

char *
number_change(double v, char ret[static NUMBER_TEXT_MAX])
{
	char text[NUMBER_TEXT_MAX];
	if (!isfinite(v))
		return number_exact(v, 0, ret);
	/* One decimal below ten percent, as statistics offices print it. */
	number_exact(fabs(v), fabs(v) < 99.95 ? 1 : 0, text);
	bool none = strspn(text, "0.") == strlen(text);
	(void)snprintf(ret, NUMBER_TEXT_MAX, "%s%.40s\xc2\xa0%%",
		none            ? "±"
			: v > 0 ? "+"
				: "−",
		text);
	return ret;
}

char *
text_unbroken(const char *plain)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	for (const char *p = plain; *p; p++)
		if (p[0] == ' ' && p[1] == '%')
			(void)fputs("\xc2\xa0", out);
		else
			(void)fputc(*p, out);
	must(fclose(out) == 0);
	return text;
}

char *
month_title(enum language language, int32_t month, char ret[static NUMBER_TEXT_MAX])
{
	static const char *const names[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	int year = month / 12, of_year = month % 12;
	if (language == LANGUAGE_JA)
		(void)snprintf(ret, NUMBER_TEXT_MAX, "%d年%d月", year, of_year + 1);
	else
		(void)snprintf(ret, NUMBER_TEXT_MAX, "%s %d", names[of_year], year);
	return ret;
}

char *
day_title(enum language language, int32_t day, char ret[static NUMBER_TEXT_MAX])
{
	int year, month, mday;
	day_to_date(day, &year, &month, &mday);
	if (language == LANGUAGE_JA)
		(void)snprintf(ret, NUMBER_TEXT_MAX, "%d年%d月%d日", year, month, mday);
	else
		(void)snprintf(ret, NUMBER_TEXT_MAX, "%04d-%02d-%02d", year, month, mday);
	return ret;
}

/* Numbers that name things are not grouped: 2,005 is no year and AS4,713 no network. */
static bool
names_a_thing(const struct figure_column *column)
{
	static const char *const names[] = { "asn", "as", "proto", "dport", "port_number",
		"hour", "year" };
	for (size_t i = 0; i < count_of(names); i++)
		if (strcmp(column->name, names[i]) == 0)
			return true;
	return false;
}

void
number_cell(FILE *out, const struct figure_column *column, const struct value *value)
{
	char text[NUMBER_TEXT_MAX];
	switch (value->kind) {
	case VALUE_NULL:
		(void)fputs("–", out);
		break;
	case VALUE_TEXT:
		escape_html(out, value->text);
		break;
	case VALUE_REAL:
		(void)fputs(number_exact(value->real,
				    strcmp(column->unit, "%") == 0 ? 1 : 2, text),
			out);
		break;
	case VALUE_INT:
	case VALUE_UINT:
		/* From the integer: a double has no more than 53 bits of it. */
		if (value->kind == VALUE_INT)
			(void)snprintf(text, sizeof(text), "%" PRId64, value->i);
		else
			(void)snprintf(text, sizeof(text), "%" PRIu64, value->u);
		if (!names_a_thing(column))
			group(text);
		(void)fputs(text, out);
		break;
	}
}
