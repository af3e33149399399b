/* finish_names.c - steps that turn keys into what people read. */
#include "figures/private.h"

#include "detect/detect.h"

enum { PROTO_UDP = 17 };

/* port: from `key`, or from `proto` and `dport`: port, proto, dport, name, may_be_forged,
 * and is_rest for the row that holds all other ports. */
STEP(port, "port")
{
	(void)words;
	(void)n_words;
	(void)err;
	struct sheet *s = w->sheet;
	int key_at = sheet_find(s, "key");
	size_t proto = sheet_column(s, "proto"), dport = sheet_column(s, "dport");
	size_t label = sheet_column(s, "port"), name = sheet_column(s, "name");
	size_t rest = sheet_column(s, "is_rest"), forged = sheet_column(s, "may_be_forged");
	for (size_t i = 0; i < s->n_rows; i++) {
		if (key_at >= 0 && sheet_at(s, i, (size_t)key_at)->kind == VALUE_NULL)
			continue;
		double key = key_at >= 0
			? sheet_number(s, i, (size_t)key_at)
			: sheet_number(s, i, proto) * 65536 + sheet_number(s, i, dport);
		bool is_rest = (int)key >= PORT_KEY_OTHER;
		sheet_set_int(s, i, rest, is_rest);
		if (is_rest) {
			sheet_set_text(
				s, i, label, bytes_text(work_say(w, "other", "その他")));
			continue;
		}
		int p = (int)key / 65536, d = (int)key % 65536;
		const struct port_entry *entry = port_find(p, d);
		sheet_set_int(s, i, proto, p);
		sheet_set_int(s, i, dport, d);
		sheet_set_text(s, i, label, port_label(w->text, p, d));
		sheet_set_text(s, i, name,
			entry ? entry->name
			      : bytes_text(work_say(w, "unknown purpose", "用途不明")));
		sheet_set_int(s, i, forged, p == PROTO_UDP);
	}
	return 0;
}

/* region: region becomes its name, region_id keeps what it was. */
STEP(region, "region")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "region", &at, err);
	if (r < 0)
		return r;
	size_t id = sheet_column(w->sheet, "region_id");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		struct value *v = sheet_at(w->sheet, i, at);
		*sheet_at(w->sheet, i, id) = *v;
		if (v->kind == VALUE_TEXT)
			v->text = region_name(v->text, w->request->language);
	}
	return 0;
}

/* country: country_name from country. */
STEP(country, "country")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "country", &at, err);
	if (r < 0)
		return r;
	size_t name = sheet_column(w->sheet, "country_name");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		struct bytes code = sheet_text(w->sheet, i, at);
		const struct country *c = country_find(code);
		if (c)
			sheet_set_text(w->sheet, i, name, c->name[w->request->language]);
		else
			sheet_set_text(w->sheet, i, name,
				code.len ? code
					 : bytes_text(work_say(w, "unknown", "不明")));
	}
	return 0;
}

/* kind: kind becomes words, kind_id keeps what it was; backscatter may be forged. */
STEP(kind, "kind")
{
	(void)words;
	(void)n_words;
	static const struct {
		const char *id, *en, *ja;
	} kinds[] = {
		{ "scan", "scan (asks for a reply)", "スキャン(応答を求めるもの)" },
		{ "backscatter", "backscatter (replies)", "跳ね返り(応答)" },
		{ "other", "other", "その他" },
	};
	size_t at;
	int r = step_column(w, "kind", &at, err);
	if (r < 0)
		return r;
	size_t id = sheet_column(w->sheet, "kind_id");
	size_t forged = sheet_column(w->sheet, "may_be_forged");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		struct bytes kind = sheet_text(w->sheet, i, at);
		*sheet_at(w->sheet, i, id) = *sheet_at(w->sheet, i, at);
		for (size_t k = 0; k < count_of(kinds); k++) {
			if (kind.len != strlen(kinds[k].id) ||
				memcmp(kind.at, kinds[k].id, kind.len) != 0)
				continue;
			sheet_set_int(w->sheet, i, forged, k == 1);
			sheet_set_text(w->sheet, i, at,
				bytes_text(work_say(w, kinds[k].en, kinds[k].ja)));
		}
	}
	return 0;
}

static struct bytes
operator_name(const struct sheet *names, double asn)
{
	size_t low = 0, high = names->n_rows;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		double at = sheet_number(names, mid, 0);
		if (at == asn)
			return sheet_text(names, mid, 1);
		if (at < asn)
			low = mid + 1;
		else
			high = mid;
	}
	return bytes_of("", 0);
}

/* operator: operator (a name) from asn; -1 is all others. */
STEP(operator_names, "operator")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "asn", &at, err);
	struct sheet *names = NULL;
	if (r == 0)
		r = work_ask(w, "SELECT asn, name FROM operator ORDER BY asn", &names, err);
	if (r < 0)
		return r;
	size_t to = sheet_column(w->sheet, "operator");
	size_t rest = sheet_column(w->sheet, "is_rest");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		if (sheet_at(w->sheet, i, at)->kind == VALUE_NULL)
			continue;
		double asn = sheet_number(w->sheet, i, at);
		struct bytes name = operator_name(names, asn);
		sheet_set_int(w->sheet, i, rest, asn < 0);
		if (asn < 0) {
			*sheet_at(w->sheet, i, at) = (struct value){ .kind = VALUE_NULL };
			name = bytes_text(work_say(w, "other", "その他"));
		} else if (name.len == 0 && asn > 0) {
			name = arena_printf(w->text, "AS%.0f", asn);
		} else if (name.len == 0) {
			name = bytes_text(work_say(w, "unknown", "不明"));
		}
		sheet_set_text(w->sheet, i, to, name);
	}
	sheet_free(names);
	return 0;
}

/* source: from src_hi and src_lo an address, or the prefix that stands for its sources. */
STEP(source, "source")
{
	(void)words;
	(void)n_words;
	size_t hi, lo;
	int r = step_column(w, "src_hi", &hi, err);
	if (r == 0)
		r = step_column(w, "src_lo", &lo, err);
	if (r < 0)
		return r;
	enum { LEN_V4 = 120, LEN_V6 = 48, LEN_FULL = 128 };
	size_t to = sheet_column(w->sheet, "source");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		const struct value *h = sheet_at(w->sheet, i, hi),
				   *l = sheet_at(w->sheet, i, lo);
		struct addr a = { h->kind == VALUE_UINT ? h->u : (uint64_t)h->i,
			l->kind == VALUE_UINT ? l->u : (uint64_t)l->i };
		struct prefix p = { a, addr_is_v4(a) ? LEN_V4 : LEN_V6 };
		char text[PREFIX_TEXT_MAX];
		if (w->request->internal)
			(void)addr_format(a, text);
		else
			(void)prefix_format(p, text);
		sheet_set_text(w->sheet, i, to, bytes_text(text));
	}
	return 0;
}

struct bytes
finding_name(const struct work *w, struct bytes id)
{
	auto_free char *text = base_printf("%.*s", (int)id.len, (const char *)id.at);
	const struct finding_type *type = finding_type_find(text);
	if (!type)
		return bytes_of("", 0);
	return bytes_text(work_say(
		w, type->summary, type->summary_ja ? type->summary_ja : type->summary));
}

/* finding: name, what the detector or watch of that id recognises. */
STEP(finding, "finding")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "finding", &at, err);
	if (r < 0)
		return r;
	size_t name = sheet_column(w->sheet, "name");
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		struct bytes text = finding_name(w, sheet_text(w->sheet, i, at));
		if (text.len > 0)
			sheet_set_text(w->sheet, i, name, text);
	}
	return 0;
}

/* others COLUMN: a text that is empty becomes "others". */
STEP(others, "others")
{
	size_t at;
	int r = step_words(w, "others", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
		if (sheet_text(w->sheet, i, at).len == 0)
			sheet_set_text(w->sheet, i, at,
				bytes_text(work_say(w, "others", "その他")));
	return r;
}
