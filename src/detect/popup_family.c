/* popup_family.c - what pop-ups have in common.
 *
 * Senders change hosts, numbers and the product's name from one message to the next, and
 * whole sentences from one campaign to the next.  A template holds what stays within a
 * campaign, a topic what stays over years: what is sold, and whether steps are given.
 */
#include "detect/popup_family.h"

#include <ctype.h>
#include <strings.h>
#include <xxhash.h>

enum { TOPIC_WORDS = 6, LETTERS = 256 };
enum { HOSTS_MAX = 16, HOST_MAX = 253, LABEL_MAX = 63, GENERAL_MAX = 4096 };

/* --- topics ----------------------------------------------------------------------------
 */

static const struct {
	const char *topic, *steps; /* its name without and with numbered steps */
	const char *words[TOPIC_WORDS]; /* two of them, or the first alone when `alone` */
	bool alone;
} topics[] = {
	{ "registry-cleaner", "registry-cleaner, steps",
		{ "registry", "system error", "critical", "crash", "corrupt", "repair" },
		false },
	{ "spyware-remover", "spyware-remover, steps",
		{ "spyware", "ad-ware", "adware", "infected", "privacy", "scan" }, true },
	{ "fake-patch", "fake-patch, steps",
		{ "buffer overflow", "patch", "security update", "affected software",
			"microsoft security", "vulnerab" },
		true },
	{ "popup-blocker", "popup-blocker, steps",
		{ "messenger service", "pop-up", "popup", "stop these", "messageblock",
			"block" },
		false },
	{ "diploma", "diploma, steps",
		{ "diploma", "degree", "university", "no classes", "bachelor", "masters" },
		true },
	{ "paid-survey", "paid-survey, steps",
		{ "paid survey", "survey", "get paid", "opinion", "earn", "cash" }, true },
	{ "pharmacy", "pharmacy, steps",
		{ "viagra", "pharmacy", "prescription", "pills", "medication", "cialis" },
		true },
	{ "casino", "casino, steps",
		{ "casino", "poker", "bonus", "chips", "jackpot", "bets" }, true },
};

/* Which words begin with a byte, and which have it second: a bit for each word. */
struct starts {
	uint64_t first[LETTERS], second[LETTERS];
};

static struct starts starts;

__attribute__((constructor)) static void
fill_starts(void)
{
	_Static_assert(count_of(topics) * TOPIC_WORDS <= 64, "a bit for each word");
	for (size_t i = 0; i < count_of(topics); i++)
		for (size_t k = 0; k < TOPIC_WORDS; k++) {
			const char *word = topics[i].words[k];
			uint64_t bit = UINT64_C(1) << (i * TOPIC_WORDS + k);
			starts.first[(uint8_t)word[0]] |= bit;
			starts.first[toupper((uint8_t)word[0])] |= bit;
			starts.second[(uint8_t)word[1]] |= bit;
			starts.second[toupper((uint8_t)word[1])] |= bit;
		}
}

/* The words that stand in the text, a bit for each. */
static uint64_t
words_in(struct bytes text)
{
	uint64_t found = 0;
	for (size_t i = 0; i + 1 < text.len; i++) {
		uint64_t may =
			starts.first[text.at[i]] & starts.second[text.at[i + 1]] & ~found;
		for (; may; may &= may - 1) {
			unsigned n = (unsigned)__builtin_ctzll(may);
			const char *word = topics[n / TOPIC_WORDS].words[n % TOPIC_WORDS];
			size_t len = strlen(word);
			if (len <= text.len - i &&
				strncasecmp((const char *)text.at + i, word, len) == 0)
				found |= UINT64_C(1) << n;
		}
	}
	return found;
}

/* Lines that begin with "1." and "2.". */
static bool
has_steps(struct bytes text)
{
	char next = '1';
	bool line_begins = true;
	for (size_t i = 0; i + 1 < text.len && next < '3'; i++) {
		uint8_t c = text.at[i];
		if (line_begins && c == (uint8_t)next && text.at[i + 1] == '.')
			next++;
		line_begins = c == '\n' || c == '\r' || (line_begins && c == ' ');
	}
	return next == '3';
}

static const char *
topic_of(struct bytes text)
{
	size_t best = 0;
	int most = 0;
	uint64_t found = words_in(text);
	for (size_t i = 0; i < count_of(topics); i++, found >>= TOPIC_WORDS) {
		int n = __builtin_popcountll(found & ((1 << TOPIC_WORDS) - 1));
		bool holds = n >= 2 || (n == 1 && topics[i].alone && (found & 1));
		if (holds && n > most) {
			most = n;
			best = i;
		}
	}
	return most == 0 ? "" : has_steps(text) ? topics[best].steps : topics[best].topic;
}

/* --- hosts ----------------------------------------------------------------------------
 */

static bool
is_letter(uint8_t c)
{
	return (uint8_t)((c | 32) - 'a') < 26;
}

static bool
is_host_byte(uint8_t c)
{
	return is_letter(c) || (uint8_t)(c - '0') < 10 || c == '-' || c == '.';
}

/* A host name that begins at `text`: labels with dots between them, the last of two letters
 * and more.  Its length, 0 for none. */
static size_t
host_at(struct bytes text)
{
	size_t len = 0, label = 0, dots = 0;
	while (len < text.len && len < HOST_MAX && is_host_byte(text.at[len])) {
		if (text.at[len] == '.') {
			if (label == 0)
				break;
			dots++;
			label = 0;
		} else if (++label > LABEL_MAX) {
			return 0;
		}
		len++;
	}
	while (len > 0 && (text.at[len - 1] == '.' || text.at[len - 1] == '-')) {
		dots -= text.at[len - 1] == '.';
		len--;
	}
	size_t last = 0;
	while (last < len && text.at[len - 1 - last] != '.')
		last++;
	if (dots == 0 || last < 2 || last > 24)
		return 0;
	for (size_t i = 0; i < last; i++)
		if (!is_letter(text.at[len - 1 - i]))
			return 0;
	return len;
}

/* A scheme at `text`: its length, 0 for none. */
static size_t
scheme_at(struct bytes text)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://" };
	if (text.len < 6 || ((text.at[0] | 32) != 'h' && (text.at[0] | 32) != 'f'))
		return 0;
	for (size_t i = 0; i < count_of(schemes); i++) {
		size_t len = strlen(schemes[i]);
		if (text.len >= len &&
			strncasecmp((const char *)text.at, schemes[i], len) == 0)
			return len;
	}
	return 0;
}

/* Without a scheme a name must begin with "www." or end in a domain that spam uses:
 * sentences that lack a space ("end.Then") are no hosts. */
static bool
looks_meant(struct bytes host)
{
	static const char *const ends[] = { "com", "net", "org", "biz", "info", "us", "cc",
		"tv", "ws", "cn", "ru", "jp", "kr", "co", "in", "to" };
	if (host.len > 4 && strncasecmp((const char *)host.at, "www.", 4) == 0)
		return true;
	size_t last = 0;
	while (host.at[host.len - 1 - last] != '.')
		last++;
	for (size_t i = 0; i < count_of(ends); i++)
		if (strlen(ends[i]) == last &&
			strncasecmp((const char *)host.at + host.len - last, ends[i],
				last) == 0)
			return true;
	return false;
}

/* The next host at or after *pos; its scheme begins at *ret_start. */
static struct bytes
next_host(struct bytes text, size_t *pos, size_t *ret_start)
{
	for (size_t i = *pos; i < text.len;) {
		struct bytes rest = bytes_of(text.at + i, text.len - i);
		size_t scheme = scheme_at(rest);
		rest = bytes_of(rest.at + scheme, rest.len - scheme);
		size_t len = host_at(rest);
		struct bytes host = bytes_of(rest.at, len);
		if (len > 0 && (scheme > 0 || looks_meant(host))) {
			*ret_start = i;
			*pos = i + scheme + len;
			return host;
		}
		/* On to the end of this word. */
		size_t word = scheme ? scheme : 1;
		while (scheme == 0 && i + word < text.len &&
			is_host_byte(text.at[i + word - 1]) &&
			is_host_byte(text.at[i + word]))
			word++;
		i += word;
	}
	*pos = text.len;
	return bytes_of(text.at, 0);
}

struct host_list {
	struct bytes at[HOSTS_MAX];
	size_t n;
};

static void
list_host(struct host_list *list, struct bytes host)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].len == host.len &&
			strncasecmp((const char *)list->at[i].at, (const char *)host.at,
				host.len) == 0)
			return;
	if (list->n < HOSTS_MAX)
		list->at[list->n++] = host;
}

/* In small letters, with spaces between them. */
static struct bytes
listed(struct inspection *in, const struct host_list *list)
{
	size_t len = 0;
	for (size_t i = 0; i < list->n; i++)
		len += list->at[i].len + 1;
	uint8_t *at = scratch_take(in, len + 1), *end = at;
	if (!at)
		return bytes_of("", 0);
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			*end++ = ' ';
		for (size_t k = 0; k < list->at[i].len; k++)
			*end++ = (uint8_t)tolower(list->at[i].at[k]);
	}
	return bytes_of(at, (size_t)(end - at));
}

/* --- templates -------------------------------------------------------------------------
 */

struct general {
	uint8_t at[GENERAL_MAX];
	size_t n;
};

static void
generalise(struct general *g, uint8_t c)
{
	uint8_t last = g->n ? g->at[g->n - 1] : ' ';
	c |= is_letter(c) ? 32 : 0;
	if ((uint8_t)(c - '0') < 10)
		c = '#';
	else if (c <= ' ' || c == 0xa0)
		c = ' ';
	if (g->n < GENERAL_MAX && !((c == '#' || c == ' ') && last == c))
		g->at[g->n++] = c;
}

void
popup_text_read(struct inspection *in, struct bytes text, struct popup_text *ret)
{
	struct general g;
	struct host_list list;
	size_t start = 0, pos = 0;
	g.n = list.n = 0;
	ret->url = bytes_of(text.at, 0);
	for (size_t i = 0; i < text.len; i = pos) {
		struct bytes host = next_host(text, &pos, &start);
		for (size_t end = host.len ? start : text.len; i < end; i++)
			generalise(&g, text.at[i]);
		if (host.len == 0)
			break;
		list_host(&list, host);
		if (g.n < GENERAL_MAX)
			g.at[g.n++] = '@';
		/* The path goes with its host. */
		while (pos < text.len && text.at[pos] > ' ' && text.at[pos] < 0x7f)
			pos++;
		if (ret->url.len == 0)
			ret->url = bytes_of(text.at + start, pos - start);
	}
	while (g.n > 0 && g.at[g.n - 1] == ' ')
		g.n--;
	ret->template = XXH3_64bits(g.at, g.n);
	ret->hosts = listed(in, &list);
	ret->topic = topic_of(text);
}
