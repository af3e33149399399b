/* irc_session.c - what an IRC connection shows, from the lines of both sides.
 *
 * It is IRC when a side begins with its grammar and enough of it follows: two verbs of a
 * client of which one is strong, or one and a numeric of the server, or numerics alone.
 * USER and PASS are also what FTP and POP3 say, so USER counts with three parameters and
 * PASS never alone.
 */
#include "detect/irc_session.h"

#include <ctype.h>
#include <strings.h>

enum { LOOK_LINES = 8 };

/* Verbs of clients, with at least so many parameters; strong ones no other protocol says in
 * this form. */
static const struct {
	const char *verb;
	uint8_t params;
	bool strong;
} verbs[] = {
	{ "NICK", 1, true },
	{ "USER", 3, true },
	{ "JOIN", 1, true },
	{ "PRIVMSG", 2, true },
	{ "TOPIC", 1, true },
	{ "MODE", 2, true },
	{ "CAP", 1, true },
	{ "WHOIS", 1, true },
	{ "USERHOST", 1, true },
	{ "PART", 1, true },
	{ "ISON", 1, true },
	{ "KICK", 2, true },
	{ "USER", 1, false },
	{ "PASS", 1, false },
	{ "PING", 1, false },
	{ "PONG", 1, false },
	{ "WHO", 1, false },
	{ "NOTICE", 2, false },
	{ "AWAY", 0, false },
	{ "LIST", 0, false },
	{ "NAMES", 1, false },
	{ "INVITE", 2, false },
	{ "OPER", 2, false },
	{ "MOTD", 0, false },
	{ "LUSERS", 0, false },
	{ "VERSION", 0, false },
	{ "QUIT", 0, false },
	{ "PROTOCTL", 1, false },
	{ "AUTHENTICATE", 1, false },
};

/* Orders that families of bots know, without the sign before them. */
static const char *const orders[] = { "advscan", "asc", "scan", "ntscan", "ddos", "syn",
	"udp", "icmp", "tcp", "ack", "flood", "download", "dl", "update", "upd", "msn",
	"login", "auth", "http", "httpflood", "visit", "spam", "socks", "redirect",
	"keylog", "sniff", "psniff", "netinfo", "sysinfo", "execute", "exec", "cmd", "kill",
	"killall", "remove", "uninstall", "wget", "get", "spread", "usb", "rarworm", "p2p",
	"wormride", "join", "part", "raw", "clone", "reconnect", "die", "quit", "open",
	"bot", "ftp", "tftp", "attack" };

static int
verb_of(const struct irc_line *l)
{
	for (size_t i = 0; i < count_of(verbs); i++)
		if (irc_is(l->command, verbs[i].verb) && l->n_params >= verbs[i].params)
			return (int)i;
	return -1;
}

bool
irc_is_order(struct bytes text)
{
	size_t i = 0;
	while (i < text.len && i < 4 && text.at[i] > ' ' && strchr(".!@$%~*&-", text.at[i]))
		i++;
	if (i == 0)
		return false;
	size_t start = i;
	while (i < text.len && isalnum(text.at[i]))
		i++;
	for (size_t k = 0; k < count_of(orders); k++)
		if (irc_is(bytes_of(text.at + start, i - start), orders[k]))
			return true;
	return false;
}

static bool
is_server_line(const struct irc_line *l)
{
	if (l->prefix.len > 0)
		return l->numeric > 0 || irc_is(l->command, "NOTICE") ||
			irc_is(l->command, "MODE") || irc_is(l->command, "JOIN") ||
			irc_is(l->command, "PRIVMSG") || irc_is(l->command, "CAP") ||
			irc_is(l->command, "NICK") || irc_is(l->command, "QUIT") ||
			irc_is(l->command, "TOPIC") || irc_is(l->command, "PONG") ||
			irc_is(l->command, "PART") || irc_is(l->command, "KICK");
	return (irc_is(l->command, "NOTICE") && l->n_params >= 2) ||
		(irc_is(l->command, "PING") && l->n_params >= 1) ||
		(irc_is(l->command, "ERROR") && l->n_params >= 1);
}

/* Most of the first lines are of the grammar, the very first among them. */
static bool
begins_with(struct bytes head, bool server)
{
	struct irc_line l;
	size_t at = 0, good = 0, n = 0;
	while (n < LOOK_LINES && irc_next(head, &at, &l)) {
		bool holds =
			server ? is_server_line(&l) : l.prefix.len == 0 && verb_of(&l) >= 0;
		if (n == 0 && !holds)
			return false;
		if (!l.ended && n > 0)
			break;
		good += holds;
		n++;
	}
	return n > 0 && good * 4 >= n * 3;
}

bool
irc_begins(struct bytes head)
{
	return begins_with(head, false) || begins_with(head, true);
}

/* --- collecting ------------------------------------------------------------------------
 */

static bool
same(struct bytes a, struct bytes b)
{
	return a.len == b.len &&
		(a.len == 0 ||
			strncasecmp((const char *)a.at, (const char *)b.at, a.len) == 0);
}

static void
add_channel(struct irc_session *s, struct bytes name, struct bytes key, bool forced)
{
	if (!irc_is_channel(name))
		return;
	if (irc_is(key, "-")) /* how some clients say that there is none */
		key.len = 0;
	for (size_t i = 0; i < s->n_channels; i++)
		if (same(s->channels[i].name, name)) {
			if (key.len > 0)
				s->channels[i].key = key;
			return;
		}
	if (s->n_channels < IRC_CHANNELS_MAX)
		s->channels[s->n_channels++] = (struct irc_channel){ name, key, forced };
}

static struct bytes
take_item(struct bytes *list)
{
	const uint8_t *comma = list->len ? memchr(list->at, ',', list->len) : NULL;
	size_t len = comma ? (size_t)(comma - list->at) : list->len;
	struct bytes item = bytes_of(list->at, len);
	len += comma != NULL;
	*list = bytes_of(list->at + len, list->len - len);
	return item;
}

static void
join(struct irc_session *s, const struct irc_line *l)
{
	struct bytes names = irc_param(l, 0), keys = irc_param(l, 1);
	while (names.len > 0) {
		struct bytes name = take_item(&names);
		add_channel(s, name, take_item(&keys), false);
	}
}

static void
note_order(struct irc_session *s, struct bytes text, struct bytes sender, int64_t time_ns,
	bool topic)
{
	if (!irc_is_order(text))
		return;
	s->orders_seen++;
	if (s->n_orders < IRC_COMMANDS_MAX)
		s->orders[s->n_orders++] =
			(struct irc_order){ text, sender, time_ns, topic };
}

static void
client_line(struct irc_session *s, const struct irc_line *l, int verb, int64_t time_ns)
{
	struct bytes first = irc_param(l, 0);
	const char *name = verbs[verb].verb;
	if (strcmp(name, "PASS") == 0 && s->password.len == 0)
		s->password = first;
	else if (strcmp(name, "NICK") == 0)
		s->nick = first;
	else if (strcmp(name, "USER") == 0 && s->user.len == 0) {
		s->user = first;
		s->realname = irc_param(l, l->n_params - 1);
	} else if (strcmp(name, "JOIN") == 0) {
		join(s, l);
		if (s->join_ns == 0)
			s->join_ns = time_ns;
	} else if (strcmp(name, "CAP") == 0)
		s->cap = true;
	else if (strcmp(name, "WHOIS") == 0 || strcmp(name, "LIST") == 0 ||
		strcmp(name, "AWAY") == 0 || strcmp(name, "MOTD") == 0)
		s->curious = true;
	else if (strcmp(name, "PRIVMSG") == 0) {
		struct bytes text = irc_param(l, 1);
		s->talk += text.len > 0 && text.at[0] != 1 && text.at[0] != '[' &&
			memchr(text.at, ' ', text.len) != NULL;
	}
}

static void
read_client(struct irc_session *s, const struct stream_side *side)
{
	struct irc_line l;
	uint64_t seen = 0;
	size_t at = 0;
	for (unsigned n = 0; n < IRC_LINES_MAX && irc_next(side->head, &at, &l); n++) {
		int verb = l.prefix.len == 0 ? verb_of(&l) : -1;
		if (verb < 0)
			continue;
		if (!(seen >> verb & 1)) {
			seen |= UINT64_C(1) << verb;
			s->verbs++;
			s->strong += verbs[verb].strong;
		}
		client_line(s, &l, verb, stream_time_at(side, l.offset));
	}
}

static unsigned
count_words(struct bytes text)
{
	unsigned n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += text.at[i] > ' ' && (i == 0 || text.at[i - 1] <= ' ');
	return n;
}

static void
note_topic(struct irc_session *s, struct bytes channel, struct bytes topic,
	struct bytes sender, int64_t time_ns)
{
	add_channel(s, channel, bytes_of("", 0), true);
	if (topic.len == 0)
		return;
	if (s->n_topics < IRC_TOPICS_MAX)
		s->topics[s->n_topics++] = topic;
	/* Several orders may stand in one topic. */
	while (topic.len > 0) {
		const uint8_t *bar = memchr(topic.at, '|', topic.len);
		size_t len = bar ? (size_t)(bar - topic.at) : topic.len;
		struct bytes part = bytes_of(topic.at, len);
		while (part.len > 0 && part.at[0] == ' ')
			part = bytes_of(part.at + 1, part.len - 1);
		note_order(s, part, sender, time_ns, true);
		len += bar != NULL;
		topic = bytes_of(topic.at + len, topic.len - len);
	}
}

static struct bytes
network_of(const struct irc_line *l)
{
	static const char mark[] = "NETWORK=";
	for (size_t i = 0; i < l->n_params; i++)
		if (l->params[i].len > 8 && memcmp(l->params[i].at, mark, 8) == 0)
			return bytes_of(l->params[i].at + 8, l->params[i].len - 8);
	return bytes_of("", 0);
}

static void
numeric_line(struct irc_session *s, const struct irc_line *l, int64_t time_ns)
{
	switch (l->numeric) {
	case 1:
		s->welcome = true;
		s->welcome_ns = s->welcome_ns ? s->welcome_ns : time_ns;
		s->server_name = s->server_name.len ? s->server_name : l->prefix;
		if (s->nick.len == 0)
			s->nick = irc_param(l, 0);
		break;
	case 5:
		if (s->network.len == 0)
			s->network = network_of(l);
		break;
	case 332:
		note_topic(s, irc_param(l, 1), irc_param(l, 2), l->prefix, time_ns);
		break;
	case 353:
		s->members += count_words(irc_param(l, 3));
		break;
	case 463:
	case 464:
	case 465:
		s->refused = true;
		break;
	default:
		break;
	}
}

static void
server_line(struct irc_session *s, const struct irc_line *l, int64_t time_ns)
{
	struct bytes sender = irc_nick(l->prefix), first = irc_param(l, 0);
	bool from_user = l->prefix.len > sender.len;
	s->from_user |= from_user;
	if (l->numeric)
		numeric_line(s, l, time_ns);
	else if (irc_is(l->command, "ERROR"))
		s->refused = true;
	else if (irc_is(l->command, "JOIN") && s->nick.len > 0 && same(sender, s->nick))
		add_channel(s, first, bytes_of("", 0), true);
	else if (irc_is(l->command, "TOPIC"))
		note_topic(s, first, irc_param(l, 1), sender, time_ns);
	else if (irc_is(l->command, "PRIVMSG"))
		note_order(s, irc_param(l, 1), sender, time_ns, false);
	if (s->server_name.len == 0 && l->numeric)
		s->server_name = l->prefix;
}

static void
read_server(struct irc_session *s, const struct stream_side *side)
{
	struct irc_line l;
	uint64_t seen[16] = { 0 };
	size_t at = 0;
	for (unsigned n = 0; n < IRC_LINES_MAX && irc_next(side->head, &at, &l); n++) {
		if (!is_server_line(&l))
			continue;
		if (l.numeric && l.n_params >= 1 &&
			!(seen[l.numeric / 64] >> l.numeric % 64 & 1)) {
			seen[l.numeric / 64] |= UINT64_C(1) << l.numeric % 64;
			s->numerics++;
		}
		server_line(s, &l, stream_time_at(side, l.offset));
	}
}

bool
irc_session_read(const struct stream *stream, struct irc_session *ret)
{
	const struct stream_side *client = &stream->side[CLIENT],
				 *server = &stream->side[SERVER];
	/* Where nobody saw the handshake, the ports may have the sides wrong. */
	bool swapped = !stream->side_known && !begins_with(client->head, false) &&
		(begins_with(client->head, true) || begins_with(server->head, false));
	if (swapped) {
		const struct stream_side *swap = client;
		client = server;
		server = swap;
	}
	bool speaks = begins_with(client->head, false),
	     answers = begins_with(server->head, true);
	*ret = (struct irc_session){ .swapped = swapped };
	if (!speaks && !answers)
		return false;
	if (speaks)
		read_client(ret, client);
	if (answers)
		read_server(ret, server);
	return (speaks && ret->strong >= 1 && ret->verbs >= 2) ||
		(speaks && ret->strong >= 1 && ret->numerics >= 1) || ret->numerics >= 2 ||
		(ret->numerics >= 1 && ret->from_user);
}
