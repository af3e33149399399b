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

enum { HOSTS_MAX = 16, HOST_MAX = 253, LABEL_MAX = 63, GENERAL_MAX = 4096 };

/* --- topics ----------------------------------------------------------------------------
 */

static const struct {
	const char *topic, *steps; /* its name without and with numbered steps */
	const char *words[6]; /* two of them, or the first alone when `alone` */
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

static bool
has_word(struct bytes text, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= text.len; i++)
		if (strncasecmp((const char *)text.at + i, word, len) == 0)
			return true;
	return false;
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

const char *
popup_topic(struct bytes text)
{
	size_t best = 0;
	unsigned most = 0;
	for (size_t i = 0; i < count_of(topics); i++) {
		unsigned n = 0;
		for (size_t k = 0; k < count_of(topics[i].words); k++)
			n += has_word(text, topics[i].words[k]);
		bool holds = n >= 2 ||
			(n == 1 && topics[i].alone && has_word(text, topics[i].words[0]));
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
is_host_byte(uint8_t c)
{
	return isalnum(c) || c == '-' || c == '.';
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
		if (!isalpha(text.at[len - 1 - i]))
			return 0;
	return len;
}

/* A scheme at `text`: its length, 0 for none. */
static size_t
scheme_at(struct bytes text)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://" };
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

struct bytes
popup_hosts(struct inspection *in, struct bytes text, struct bytes *ret_url)
{
	struct bytes hosts[HOSTS_MAX];
	size_t n = 0, pos = 0, start = 0;
	*ret_url = bytes_of(text.at, 0);
	while (n < HOSTS_MAX) {
		struct bytes host = next_host(text, &pos, &start);
		if (host.len == 0)
			break;
		if (ret_url->len == 0) {
			size_t end = pos;
			while (end < text.len && text.at[end] > ' ' && text.at[end] < 0x7f)
				end++;
			*ret_url = bytes_of(text.at + start, end - start);
		}
		bool known = false;
		for (size_t i = 0; i < n && !known; i++)
			known = hosts[i].len == host.len &&
				strncasecmp((const char *)hosts[i].at,
					(const char *)host.at, host.len) == 0;
		if (!known)
			hosts[n++] = host;
	}
	struct bytes all = scratch_copy(in, bytes_text(""));
	for (size_t i = 0; i < n; i++) {
		all.len += scratch_printf(in, "%s", i ? " " : "").len;
		struct bytes copy = scratch_copy(in, hosts[i]);
		for (size_t k = 0; k < copy.len; k++)
			in->scratch[in->scratch_used - copy.len + k] =
				(uint8_t)tolower(copy.at[k]);
		all.len += copy.len;
	}
	return all;
}

/* --- templates -------------------------------------------------------------------------
 */

uint64_t
popup_template(struct bytes text)
{
	uint8_t general[GENERAL_MAX];
	size_t n = 0, host_from = 0, host_end = 0, pos = 0;
	struct bytes host = next_host(text, &pos, &host_from);
	host_end = pos;
	for (size_t i = 0; i < text.len && n < sizeof(general);) {
		if (host.len > 0 && i == host_from) {
			general[n++] = '@';
			/* The path goes with its host. */
			for (i = host_end; i < text.len && text.at[i] > ' '; i++)
				;
			pos = i;
			host = next_host(text, &pos, &host_from);
			host_end = pos;
			continue;
		}
		uint8_t c = (uint8_t)tolower(text.at[i++]);
		uint8_t last = n ? general[n - 1] : ' ';
		if (isdigit(c))
			c = '#';
		else if (c <= ' ' || c == 0xa0)
			c = ' ';
		if ((c == '#' || c == ' ') && last == c)
			continue;
		general[n++] = c;
	}
	while (n > 0 && general[n - 1] == ' ')
		n--;
	return XXH3_64bits(general, n);
}
