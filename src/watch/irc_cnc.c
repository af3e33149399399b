/* irc_cnc.c - one record for each server by which bots are commanded.
 *
 * Its sessions may be many, each with a part of the truth: one saw the key, another the
 * order.  The record holds the union, as far as there is room.
 */
#include "watch/texts.h"

enum { IDLE_S = 7 * 86400, LONG_TEXT = 512 };

struct tally {
	struct sketch128 hosts, nicks;
	struct text_kept password, channels, skeleton, server_name, nick, network;
	uint16_t orders_len;
	char orders[LONG_TEXT];
	char botnet[16];
	int64_t first_order_s;
	uint32_t sessions, active, dead, members;
};

/* Fields of the detector's findings, by name once. */
enum source {
	S_VERDICT,
	S_PASSWORD,
	S_CHANNELS,
	S_SKELETON,
	S_SERVER_NAME,
	S_NICK,
	S_NETWORK,
	S_ORDERS,
	S_FIRST_ORDER,
	S_STATE,
	S_MEMBERS,
	S_BOTNET,
	S_COUNT
};

static const struct field_value *
value_of(const struct finding *f, enum source which)
{
	static const char *const names[S_COUNT] = { "verdict", "password", "channels",
		"nick_skeleton", "server_name", "nick", "network", "orders",
		"first_order_s", "state", "members", "botnet" };
	return &f->values[finding_type_field(f->type, names[which])];
}

static bool
is(struct bytes text, const char *word)
{
	return text.len == strlen(word) && memcmp(text.at, word, text.len) == 0;
}

static bool
finding_key(const struct finding *f, struct watch_key *ret)
{
	ret->addr = f->dst;
	ret->rest = f->dport;
	return is(value_of(f, S_VERDICT)->text, "cnc");
}

/* Of texts the longest that was seen says most. */
static void
finding(void *tally, const struct finding *f)
{
	struct tally *t = tally;
	struct bytes nick = value_of(f, S_NICK)->text, state = value_of(f, S_STATE)->text;
	struct bytes orders = value_of(f, S_ORDERS)->text, id = value_of(f, S_BOTNET)->text;
	int64_t order_s = value_of(f, S_FIRST_ORDER)->number;
	sketch128_add(&t->hosts, addr_mix(f->src));
	sketch128_add(&t->nicks, text_hash(nick));
	text_keep_longest(&t->password, value_of(f, S_PASSWORD)->text);
	text_keep_longest(&t->channels, value_of(f, S_CHANNELS)->text);
	text_keep_longest(&t->server_name, value_of(f, S_SERVER_NAME)->text);
	text_keep_longest(&t->network, value_of(f, S_NETWORK)->text);
	if (t->sessions++ == 0) {
		text_keep_longest(&t->skeleton, value_of(f, S_SKELETON)->text);
		text_keep_longest(&t->nick, nick);
	}
	if (t->orders_len == 0) {
		t->orders_len = (uint16_t)(orders.len < LONG_TEXT ? orders.len : LONG_TEXT);
		if (t->orders_len)
			memcpy(t->orders, orders.at, t->orders_len);
	}
	if (!t->botnet[0] && id.len == sizeof(t->botnet))
		memcpy(t->botnet, id.at, sizeof(t->botnet));
	if (order_s && (!t->first_order_s || order_s < t->first_order_s))
		t->first_order_s = order_s;
	t->active += is(state, "active");
	t->dead += is(state, "dead");
	int64_t members = value_of(f, S_MEMBERS)->number;
	t->members = members > t->members ? (uint32_t)members : t->members;
}

enum {
	BOTNET,
	STATE,
	SERVER_NAME,
	PASSWORD,
	CHANNELS,
	SKELETON,
	NICK,
	SESSIONS,
	HOSTS,
	NICKS,
	MEMBERS,
	ORDERS,
	FIRST_ORDER,
	PLACEMENT
};

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	struct finding f = finding_begin(in);
	(void)telescope;
	f.sport = (uint16_t)w->key.rest;
	f.proto = IP_TCP;
	f.values[BOTNET].text =
		scratch_copy(in, bytes_of(t->botnet, t->botnet[0] ? sizeof(t->botnet) : 0));
	f.values[STATE].text = bytes_text(t->active ? "active"
			: t->dead == t->sessions    ? "dead"
						    : "idle");
	f.values[SERVER_NAME].text = text_show(in, &t->server_name);
	f.values[PASSWORD].text = text_show(in, &t->password);
	f.values[CHANNELS].text = text_show(in, &t->channels);
	f.values[SKELETON].text = text_show(in, &t->skeleton);
	f.values[NICK].text = text_show(in, &t->nick);
	f.values[SESSIONS].number = t->sessions;
	f.values[HOSTS].number = sketch128_estimate(&t->hosts);
	f.values[NICKS].number = sketch128_estimate(&t->nicks);
	f.values[MEMBERS].number = t->members;
	f.values[ORDERS].text = scratch_copy(in, bytes_of(t->orders, t->orders_len));
	f.values[FIRST_ORDER].number = t->first_order_s;
	f.values[PLACEMENT].text =
		bytes_text(t->network.len ? "on a server of a named network"
					  : "dedicated or infected server");
	f.why = scratch_printf(in,
		"%u sessions judged C&C by their own score, %u with orders, %u refused; "
		"from "
		"about %u hosts",
		t->sessions, t->active, t->dead, sketch128_estimate(&t->hosts));
	finding_emit(in, &f);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(irc_cnc) = {
	.type = {
		.name = "irc-cnc",
		.summary = "a server by which bots are commanded over IRC",
		.summary_ja = "IRCでボットに指令を出すC&Cサーバ",
		.method =
			"All sessions of one server address and port that the detector irc "
			"judges to be C&C, until a week of silence: one record.  Servers with "
			"the same first channel, key and form of nicks are one botnet.  State: "
			"active when any session saw an order, dead when all were refused, "
			"else idle.  It is as sure as the sessions are.",
		.fields = {
			[BOTNET] = { "botnet", FIELD_TEXT, "joins the servers of one botnet" },
			[STATE] = { "state", FIELD_TEXT, "active, idle or dead" },
			[SERVER_NAME] = { "server_name", FIELD_TEXT, "name that the server gives itself" },
			[PASSWORD] = { "password", FIELD_TEXT, "of the server, as sent" },
			[CHANNELS] = { "channels", FIELD_TEXT, "channels with their keys" },
			[SKELETON] = { "nick_skeleton", FIELD_TEXT, "form of the first nick" },
			[NICK] = { "nick", FIELD_TEXT, "first nick seen" },
			[SESSIONS] = { "sessions", FIELD_NUMBER, "connections" },
			[HOSTS] = { "hosts_est", FIELD_NUMBER, "estimate of the distinct hosts that connected" },
			[NICKS] = { "nicks_est", FIELD_NUMBER, "estimate of the distinct nicks" },
			[MEMBERS] = { "members", FIELD_NUMBER, "most names that the server listed to one of them" },
			[ORDERS] = { "orders", FIELD_TEXT, "first orders seen, each after its sender" },
			[FIRST_ORDER] = { "first_order_s", FIELD_NUMBER, "when the first came, epoch seconds, 0: none" },
			[PLACEMENT] = { "placement", FIELD_TEXT, "where the server is, as far as it says" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 4096,
	.of = "irc",
	.finding_key = finding_key,
	.finding = finding,
	.idle_s = idle_s,
	.judge = judge,
};
