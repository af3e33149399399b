/* irc.c - IRC on any TCP port, and whether it is how a botnet is commanded.
 *
 * Half of the bots of 2007 did not use IRC's ports, so the port is at most a point.  What
 * tells a bot from a person are a password, keys, a nick made of digits, and orders in
 * topics and messages; a person talks, asks who somebody is, and has a modern client.
 */
#include "detect/irc_session.h"

#include <ctype.h>
#include <xxhash.h>

enum { CNC_SCORE = 8, SHOWN_MAX = 400, QUICK_S = 5, NAMES_MAX = 12 };

/* --- nicks -----------------------------------------------------------------------------
 */

/* "damn-0262937047" becomes "damn-\d{10}". */
static struct bytes
skeleton(struct inspection *in, struct bytes nick)
{
	struct bytes all = scratch_copy(in, bytes_text(""));
	for (size_t i = 0; i < nick.len && i < 64;) {
		size_t n = 0;
		while (i + n < nick.len && isdigit(nick.at[i + n]))
			n++;
		all.len += n > 1 ? scratch_printf(in, "\\d{%zu}", n).len
				 : scratch_copy(in, bytes_of(nick.at + i, 1)).len;
		i += n > 1 ? n : 1;
	}
	return all;
}

/* "USA|XP|123456", "[00|DEU|45]", "xyz-0262937047". */
static bool
is_made_up(struct bytes nick)
{
	size_t digits = 0, capitals = 0, bars = 0;
	for (size_t i = 0; i < nick.len; i++) {
		digits += isdigit(nick.at[i]) != 0;
		bars += nick.at[i] == '|' || nick.at[i] == '[' || nick.at[i] == ']';
	}
	while (capitals < nick.len && isupper(nick.at[capitals]))
		capitals++;
	bool country = (capitals == 2 || capitals == 3) && capitals < nick.len &&
		strchr("|-_[", nick.at[capitals]);
	return digits >= 4 || (bars >= 2 && digits >= 2) || (country && digits > 0);
}

/* --- the score -------------------------------------------------------------------------
 */

struct score {
	struct inspection *in;
	struct bytes features;
	int sum;
};

static void
point(struct score *s, bool holds, int points, const char *feature)
{
	if (!holds)
		return;
	s->sum += points;
	s->features.len += scratch_printf(
		s->in, "%s%s %+d", s->features.len ? ", " : "", feature, points)
				   .len;
}

static bool
is_usual_port(uint16_t port)
{
	return (port >= 6660 && port <= 6669) || port == 6697 || port == 7000 ||
		port == 194 || port == 994;
}

static bool
has_key(const struct irc_session *s)
{
	for (size_t i = 0; i < s->n_channels; i++)
		if (s->channels[i].key.len > 0)
			return true;
	return false;
}

static bool
has_forced(const struct irc_session *s)
{
	bool asked = false, forced = false;
	for (size_t i = 0; i < s->n_channels; i++) {
		asked |= !s->channels[i].forced;
		forced |= s->channels[i].forced;
	}
	return asked && forced;
}

static struct score
judge(struct inspection *in, const struct irc_session *s, uint16_t port)
{
	struct score score = { in, scratch_copy(in, bytes_text("")), 0 };
	bool oauth = s->password.len >= 6 && memcmp(s->password.at, "oauth:", 6) == 0;
	bool quick = s->welcome_ns && s->join_ns >= s->welcome_ns &&
		s->join_ns - s->welcome_ns <= QUICK_S * INT64_C(1000000000);
	point(&score, s->orders_seen > 0, 5, "orders to bots");
	point(&score, has_key(s), 3, "channel key");
	point(&score, s->password.len > 0 && !oauth, 2, "server password");
	point(&score, is_made_up(s->nick), 2, "made-up nick");
	point(&score, has_forced(s), 2, "made to join by the server");
	point(&score, !is_usual_port(port), 1, "unusual port");
	point(&score, quick, 1, "joins within 5 s");
	point(&score, s->talk == 0 && !s->curious, 1, "says nothing");
	point(&score, s->talk >= 3, -3, "talks");
	point(&score, s->cap, -2, "negotiates capabilities");
	point(&score, s->curious, -1, "asks about others");
	point(&score, oauth, -3, "web login");
	point(&score, s->network.len > 0, -1, "named network");
	return score;
}

/* --- texts -----------------------------------------------------------------------------
 */

static size_t
put(struct inspection *in, const char *before, struct bytes text)
{
	size_t n = scratch_printf(in, "%s", before).len;
	text.len = text.len < SHOWN_MAX ? text.len : SHOWN_MAX;
	return n + scratch_copy(in, text).len;
}

static struct bytes
channels_text(struct inspection *in, const struct irc_session *s)
{
	struct bytes all = scratch_copy(in, bytes_text(""));
	for (size_t i = 0; i < s->n_channels && i < NAMES_MAX; i++) {
		all.len += put(in, i ? ", " : "", s->channels[i].name);
		if (s->channels[i].key.len > 0)
			all.len += put(in, " ", s->channels[i].key);
	}
	return all;
}

static struct bytes
topics_text(struct inspection *in, const struct irc_session *s)
{
	struct bytes all = scratch_copy(in, bytes_text(""));
	for (size_t i = 0; i < s->n_topics; i++)
		all.len += put(in, i ? " / " : "", s->topics[i]);
	return all;
}

static struct bytes
orders_text(struct inspection *in, const struct irc_session *s)
{
	struct bytes all = scratch_copy(in, bytes_text(""));
	for (size_t i = 0; i < s->n_orders; i++) {
		all.len += put(in, i ? " / " : "", s->orders[i].sender);
		all.len += put(in, ": ", s->orders[i].text);
	}
	return all;
}

static void
lower_into(char *to, size_t size, size_t *len, struct bytes text)
{
	for (size_t i = 0; i < text.len && *len + 1 < size; i++)
		to[(*len)++] = (char)tolower(text.at[i]);
	if (*len + 1 < size)
		to[(*len)++] = '\n';
}

/* What servers of one botnet share: the first channel, its key, the form of the nicks. */
static struct bytes
botnet_id(struct inspection *in, const struct irc_session *s, struct bytes form)
{
	char text[512];
	size_t len = 0;
	if (s->n_channels == 0)
		return bytes_text("");
	lower_into(text, sizeof(text), &len, s->channels[0].name);
	lower_into(text, sizeof(text), &len, s->channels[0].key);
	lower_into(text, sizeof(text), &len, form);
	return scratch_printf(in, "%016llx", (unsigned long long)XXH3_64bits(text, len));
}

/* --- the detector ----------------------------------------------------------------------
 */

enum {
	VERDICT,
	SCORE,
	FEATURES,
	SERVER_NAME,
	PASSWORD,
	NICK,
	SKELETON,
	USER,
	REALNAME,
	CHANNELS,
	TOPICS,
	ORDERS,
	FIRST_ORDER,
	STATE,
	MEMBERS,
	BOTNET,
	NETWORK
};

static void
stream(struct inspection *in, const struct stream *st)
{
	struct irc_session s;
	if (!irc_session_read(st, &s))
		return;
	struct finding f = finding_begin(in);
	if (s.swapped) {
		f.src = st->side[SERVER].addr;
		f.sport = st->side[SERVER].port;
		f.dst = st->side[CLIENT].addr;
		f.dport = st->side[CLIENT].port;
	}
	uint16_t port = f.dport;
	struct score score = judge(in, &s, port);
	bool cnc = score.sum >= CNC_SCORE;
	bool dead = (s.refused || st->side[s.swapped ? CLIENT : SERVER].rst) &&
		!s.welcome && s.numerics <= 1 && s.orders_seen == 0;
	f.values[VERDICT].text = bytes_text(cnc ? "cnc" : "irc");
	f.values[SCORE].number = score.sum;
	f.values[FEATURES].text = score.features;
	f.values[SERVER_NAME].text = s.server_name;
	f.values[PASSWORD].text = s.password;
	f.values[NICK].text = s.nick;
	f.values[SKELETON].text = skeleton(in, s.nick);
	f.values[USER].text = s.user;
	f.values[REALNAME].text = s.realname;
	f.values[CHANNELS].text = channels_text(in, &s);
	f.values[TOPICS].text = topics_text(in, &s);
	f.values[ORDERS].text = orders_text(in, &s);
	f.values[FIRST_ORDER].number = s.n_orders ? s.orders[0].time_ns / 1000000000 : 0;
	f.values[STATE].text = bytes_text(s.orders_seen ? "active"
			: dead                          ? "dead"
							: "idle");
	f.values[MEMBERS].number = s.members;
	f.values[BOTNET].text = botnet_id(in, &s, f.values[SKELETON].text);
	f.values[NETWORK].text = s.network;
	f.why = scratch_printf(in,
		"grammar of IRC: %u verbs of the client, %u numerics of the server; score "
		"%d "
		"(%d makes a C&C): ",
		s.verbs, s.numerics, score.sum, CNC_SCORE);
	f.why.len += scratch_copy(in, score.features).len;
	finding_emit(in, &f);
}

/* Pings, news of others and talk are not needed; orders, topics and joins are. */
static bool
is_needed(const struct irc_line *l)
{
	if (irc_is(l->command, "PING") || irc_is(l->command, "PONG"))
		return false;
	if (l->numeric == 372 || l->numeric == 375 || l->numeric == 376)
		return false;
	if (l->prefix.len == 0)
		return true;
	if (irc_is(l->command, "QUIT") || irc_is(l->command, "PART") ||
		irc_is(l->command, "NICK") || irc_is(l->command, "MODE"))
		return false;
	if (irc_is(l->command, "PRIVMSG") || irc_is(l->command, "NOTICE"))
		return irc_is_order(irc_param(l, 1));
	return true;
}

static size_t
compact(const struct stream *st, enum side side, uint8_t *head, size_t len)
{
	struct bytes text = bytes_of(head, len);
	struct irc_line l;
	size_t at = 0, kept = 0;
	(void)st;
	(void)side;
	if (!irc_begins(text))
		return len;
	for (unsigned n = 0; irc_next(text, &at, &l); n++) {
		size_t end = at;
		while (end < len && (head[end] == '\r' || head[end] == '\n'))
			end++;
		/* The first lines say that it is IRC; the last may go on. */
		if (n < 4 || !l.ended || is_needed(&l)) {
			memmove(head + kept, head + l.offset, end - l.offset);
			kept += end - l.offset;
			text = bytes_of(head, len);
		}
		at = end;
	}
	return kept;
}

DETECTOR(irc) = {
	.type = {
		.name = "irc",
		.summary = "a connection of IRC, and whether bots are commanded by it",
		.summary_ja = "IRC通信(ボットへの指令か否かの判定を含む)",
		.method =
			"On any TCP port, from either side or both: a side begins with lines of "
			"IRC's grammar, and shows two client verbs of which one is strong "
			"(NICK, USER with three parameters, JOIN, PRIVMSG, ...), or one and a "
			"numeric, or two numerics of a server.  Points: orders to bots in a "
			"topic or message 5, channel key 3, server password 2, made-up nick 2, "
			"made to join 2, unusual port, quick join and silence 1 each; talk -3, "
			"web login -3, capabilities -2, curiosity and a named network -1; 8 "
			"make a C&C.  Passwords and keys are stored as sent; public reports "
			"mask them.",
		.fields = {
			[VERDICT] = { "verdict", FIELD_TEXT, "irc or cnc" },
			[SCORE] = { "score", FIELD_NUMBER, "points" },
			[FEATURES] = { "features", FIELD_TEXT, "what gave the points" },
			[SERVER_NAME] = { "server_name", FIELD_TEXT, "name that the server gives itself" },
			[PASSWORD] = { "password", FIELD_TEXT, "of the server, as sent" },
			[NICK] = { "nick", FIELD_TEXT, "last nick of the client" },
			[SKELETON] = { "nick_skeleton", FIELD_TEXT, "the nick with its digits generalised" },
			[USER] = { "user", FIELD_TEXT, "user name" },
			[REALNAME] = { "realname", FIELD_TEXT, "real name" },
			[CHANNELS] = { "channels", FIELD_TEXT, "channels with their keys" },
			[TOPICS] = { "topics", FIELD_TEXT, "topics seen" },
			[ORDERS] = { "orders", FIELD_TEXT, "orders to bots, each after its sender" },
			[FIRST_ORDER] = { "first_order_s", FIELD_NUMBER, "when the first came, epoch seconds, 0: none" },
			[STATE] = { "state", FIELD_TEXT, "active: orders were seen; idle: none; dead: refused" },
			[MEMBERS] = { "members", FIELD_NUMBER, "names in the channels, as the server lists them" },
			[BOTNET] = { "botnet", FIELD_TEXT, "hash of first channel, key and nick's form; joins servers" },
			[NETWORK] = { "network", FIELD_TEXT, "network that the server says it belongs to" },
		},
	},
	.stream = stream,
	.compact = compact,
};
