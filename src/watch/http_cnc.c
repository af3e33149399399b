/* http_cnc.c - one record for each web page by which bots are commanded. */
#include "watch/texts.h"

enum { IDLE_S = 7 * 86400, REQUESTS_LEAST = 3 };

struct tally {
	struct sketch128 hosts, bots;
	struct text_kept host, path, parameters, order, identity;
	char botnet[16];
	int64_t first_order_s;
	uint32_t requests, acts;
};

static bool
finding_key(const struct finding *f, struct watch_key *ret)
{
	ret->addr = f->dst;
	ret->rest = text_hash(finding_value(f, "path")->text) << 16 | f->dport;
	return true;
}

static void
finding(void *tally, const struct finding *f)
{
	struct tally *t = tally;
	struct bytes state = finding_value(f, "state")->text,
		     id = finding_value(f, "botnet")->text;
	struct bytes identity = finding_value(f, "identity")->text;
	bool acts = state.len == 6 && memcmp(state.at, "active", 6) == 0;
	t->requests++;
	sketch128_add(&t->hosts, addr_mix(f->src));
	sketch128_add(&t->bots, text_hash(identity));
	text_keep_first(&t->host, finding_value(f, "host")->text);
	text_keep_first(&t->path, finding_value(f, "path")->text);
	text_keep_first(&t->parameters, finding_value(f, "parameters")->text);
	text_keep_first(&t->identity, identity);
	if (!t->botnet[0] && id.len == sizeof(t->botnet))
		memcpy(t->botnet, id.at, sizeof(t->botnet));
	if (!acts)
		return;
	t->acts++;
	text_keep_first(&t->order, finding_value(f, "orders")->text);
	int64_t at_s = f->first_ns / 1000000000;
	if (!t->first_order_s || at_s < t->first_order_s)
		t->first_order_s = at_s;
}

enum {
	BOTNET,
	STATE,
	HOST,
	PATH,
	PARAMETERS,
	IDENTITY,
	REQUESTS,
	HOSTS,
	BOTS,
	ORDERS,
	FIRST_ORDER,
	PLACEMENT
};

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	(void)telescope;
	if (t->requests < REQUESTS_LEAST)
		return;
	struct finding f = finding_begin(in);
	f.sport = (uint16_t)w->key.rest;
	f.proto = IP_TCP;
	f.values[BOTNET].text =
		scratch_copy(in, bytes_of(t->botnet, t->botnet[0] ? sizeof(t->botnet) : 0));
	f.values[STATE].text = bytes_text(t->acts ? "active" : "idle");
	f.values[HOST].text = text_show(in, &t->host);
	f.values[PATH].text = text_show(in, &t->path);
	f.values[PARAMETERS].text = text_show(in, &t->parameters);
	f.values[IDENTITY].text = text_show(in, &t->identity);
	f.values[REQUESTS].number = t->requests;
	f.values[HOSTS].number = sketch128_estimate(&t->hosts);
	f.values[BOTS].number = sketch128_estimate(&t->bots);
	f.values[ORDERS].text = text_show(in, &t->order);
	f.values[FIRST_ORDER].number = t->first_order_s;
	f.values[PLACEMENT].text = bytes_text("page of a web server");
	f.why = scratch_printf(in,
		"%u requests answered by orders (%d make a C&C), %u of them to act; from "
		"about "
		"%u hosts",
		t->requests, REQUESTS_LEAST, t->acts, sketch128_estimate(&t->hosts));
	finding_emit(in, &f);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(http_cnc) = {
	.type = {
		.name = "http-cnc",
		.summary = "a web page by which bots are commanded",
		.summary_ja = "WebページでボットにHTTP経由の指令を出すC&Cサーバ",
		.method =
			"All exchanges of the detector http-bot with one page (server address, port "
			"and path), three at least, until a week of silence: one record.  Pages of "
			"the same path that are asked by the same names of parameters are one "
			"botnet.  State: active when any answer told to act, else idle.  It is as "
			"sure as the exchanges are.",
		.fields = {
			[BOTNET] = { "botnet", FIELD_TEXT, "joins the servers of one botnet" },
			[STATE] = { "state", FIELD_TEXT, "active or idle" },
			[HOST] = { "host", FIELD_TEXT, "first name by which the server was asked" },
			[PATH] = { "path", FIELD_TEXT, "of the page" },
			[PARAMETERS] = { "parameters", FIELD_TEXT, "names by which bots tell who they are" },
			[IDENTITY] = { "identity", FIELD_TEXT, "first identity seen" },
			[REQUESTS] = { "requests", FIELD_NUMBER, "exchanges" },
			[HOSTS] = { "hosts_est", FIELD_NUMBER, "estimate of the distinct hosts that asked" },
			[BOTS] = { "bots_est", FIELD_NUMBER, "estimate of the distinct identities" },
			[ORDERS] = { "orders", FIELD_TEXT, "first order to act" },
			[FIRST_ORDER] = { "first_order_s", FIELD_NUMBER, "when it came, epoch seconds, 0: none" },
			[PLACEMENT] = { "placement", FIELD_TEXT, "where the server is, as far as it shows" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 4096,
	.of = "http-bot",
	.finding_key = finding_key,
	.finding = finding,
	.idle_s = idle_s,
	.judge = judge,
};
