/* findings.c - findings for those who read them.
 *
 * The JSON is that of Suricata's EVE log, as its readers expect it: one object a line, and
 * what the detector found in an object of its name.  Texts are UTF-8 with \xNN for bytes
 * that are none, raw bytes are base64.
 */
#include "cmd/findings.h"

#include <openssl/evp.h>
#include <time.h>

enum { TEXT_MAX_SHOWN = 300 };

static void
put_time(FILE *out, int64_t time_ns)
{
	char text[32];
	time_t second = (time_t)(time_ns / 1000000000);
	int64_t rest = time_ns % 1000000000;
	if (rest < 0) {
		rest += 1000000000;
		second--;
	}
	struct tm tm;
	(void)gmtime_r(&second, &tm);
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)fprintf(out, "%s.%06lld+0000", text, (long long)(rest / 1000));
}

const char *
findings_proto(uint8_t proto, char ret[static 8])
{
	switch (proto) {
	case IP_TCP:
		return "TCP";
	case IP_UDP:
		return "UDP";
	case IP_ICMP:
		return "ICMP";
	case IP_ICMPV6:
		return "IPv6-ICMP";
	default:
		(void)snprintf(ret, 8, "%u", proto);
		return ret;
	}
}

static struct bytes
as_utf8(struct bytes text, uint8_t **ret_owned)
{
	*ret_owned = base_alloc(text.len + 1, 4);
	return bytes_of(*ret_owned, utf8_of(text, *ret_owned));
}

static void
put_json_text(FILE *out, struct bytes text)
{
	auto_free uint8_t *owned = NULL;
	escape_json(out, as_utf8(text, &owned));
}

static char *
base64(struct bytes b)
{
	char *text = base_alloc(b.len / 3 + 2, 4);
	(void)EVP_EncodeBlock((unsigned char *)text, b.at, (int)b.len);
	return text;
}

static bool
knows_source(const struct finding *f)
{
	return f->src.hi || f->src.lo;
}

static bool
knows_target(const struct finding *f)
{
	return f->dst.hi || f->dst.lo;
}

void
findings_put_flow(FILE *out, const struct finding *f)
{
	char text[ADDR_TEXT_MAX], proto[8];
	if (knows_source(f))
		(void)fputs(addr_format(f->src, text), out);
	if (f->sport)
		(void)fprintf(out, " %u", f->sport);
	if (knows_target(f) || f->dport)
		(void)fputs(knows_source(f) ? " >" : ">", out);
	if (knows_target(f))
		(void)fprintf(out, " %s", addr_format(f->dst, text));
	if (f->dport)
		(void)fprintf(out, " %u", f->dport);
	if (f->proto)
		(void)fprintf(out, " %s", findings_proto(f->proto, proto));
}

/* --- JSON ------------------------------------------------------------------------------
 */

static void
put_fields_json(FILE *out, const struct finding *f)
{
	(void)fputc('{', out);
	for (size_t i = 0; i < finding_type_fields(f->type); i++) {
		const struct field *field = &f->type->fields[i];
		escape_json(out, bytes_text(field->name));
		(void)fputc(':', out);
		if (field->type == FIELD_NUMBER) {
			(void)fprintf(out, "%lld", (long long)f->values[i].number);
		} else if (field->type == FIELD_BYTES) {
			auto_free char *text = base64(f->values[i].text);
			(void)fprintf(out, "\"%s\"", text);
		} else {
			put_json_text(out, f->values[i].text);
		}
		(void)fputc(',', out);
	}
	(void)fputs("\"why\":", out);
	put_json_text(out, f->why);
	(void)fputc('}', out);
}

static void
put_place_json(const struct findings_writer *w, const struct finding *f)
{
	if (!w->geo || !knows_source(f))
		return;
	struct place place = geo_find(w->geo, f->src);
	char code[3];
	(void)country_text(place.country, code);
	if (code[0])
		(void)fprintf(w->out, ",\"src_country\":\"%s\"", code);
	if (place.asn)
		(void)fprintf(w->out, ",\"src_asn\":%u", place.asn);
}

static void
write_json(const struct findings_writer *w, const struct finding *f)
{
	char text[ADDR_TEXT_MAX], proto[8], id[COMMUNITY_ID_MAX];
	FILE *out = w->out;
	(void)fputs("{\"timestamp\":\"", out);
	put_time(out, f->first_ns);
	(void)fprintf(out, "\",\"event_type\":\"%s\"", f->type->name);
	if (knows_source(f))
		(void)fprintf(out, ",\"src_ip\":\"%s\"", addr_format(f->src, text));
	if (f->sport)
		(void)fprintf(out, ",\"src_port\":%u", f->sport);
	if (knows_target(f))
		(void)fprintf(out, ",\"dest_ip\":\"%s\"", addr_format(f->dst, text));
	if (f->dport)
		(void)fprintf(out, ",\"dest_port\":%u", f->dport);
	if (f->proto)
		(void)fprintf(out, ",\"proto\":\"%s\"", findings_proto(f->proto, proto));
	if (knows_source(f) && knows_target(f))
		(void)fprintf(out, ",\"community_id\":\"%s\"", community_id(f, id));
	put_place_json(w, f);
	if (f->frame) {
		(void)fprintf(out, ",\"pcap_cnt\":%llu,\"pcap_filename\":",
			(unsigned long long)f->frame);
		put_json_text(out, bytes_text(w->paths[f->file]));
	}
	(void)fputs(",\"end\":\"", out);
	put_time(out, f->last_ns);
	(void)fprintf(out, "\",\"packets\":%llu,\"%s\":", (unsigned long long)f->packets,
		f->type->name);
	put_fields_json(out, f);
	(void)fputs("}\n", out);
}

/* --- text ------------------------------------------------------------------------------
 */

static void
put_shown(FILE *out, struct bytes text)
{
	bool cut = text.len > TEXT_MAX_SHOWN;
	(void)fputc('"', out);
	escape_terminal(out, bytes_of(text.at, cut ? TEXT_MAX_SHOWN : text.len));
	(void)fputs(cut ? "...\"" : "\"", out);
}

static void
write_text(const struct findings_writer *w, const struct finding *f)
{
	FILE *out = w->out;
	put_time(out, f->first_ns);
	(void)fprintf(out, " %s ", f->type->name);
	findings_put_flow(out, f);
	for (size_t i = 0; i < finding_type_fields(f->type); i++) {
		const struct field *field = &f->type->fields[i];
		if (field->type == FIELD_NUMBER && f->values[i].number) {
			(void)fprintf(out, " %s=%lld", field->name,
				(long long)f->values[i].number);
		} else if (field->type == FIELD_TEXT && f->values[i].text.len) {
			(void)fprintf(out, " %s=", field->name);
			put_shown(out, f->values[i].text);
		}
	}
	(void)fputs(" why=", out);
	put_shown(out, f->why);
	(void)fputc('\n', out);
}

/* --- CSV -------------------------------------------------------------------------------
 */

static void
write_csv_head(struct findings_writer *w)
{
	(void)fputs("timestamp,end,detector,src_ip,src_port,dest_ip,dest_port,proto,"
		    "community_id,packets,pcap_filename,pcap_cnt",
		w->out);
	for (size_t i = 0; w->only && i < finding_type_fields(w->only); i++)
		(void)fprintf(w->out, ",%s", w->only->fields[i].name);
	(void)fputs(w->only ? ",why\r\n" : ",fields,why\r\n", w->out);
	w->head_written = true;
}

static void
put_csv_text(FILE *out, struct bytes text)
{
	auto_free uint8_t *owned = NULL;
	escape_csv(out, as_utf8(text, &owned));
}

static void
put_fields_csv(const struct findings_writer *w, const struct finding *f)
{
	FILE *out = w->out;
	if (!w->only) {
		auto_free char *text = NULL;
		size_t len = 0;
		FILE *json = open_memstream(&text, &len);
		must(json != NULL);
		put_fields_json(json, f);
		must(fclose(json) == 0);
		(void)fputc(',', out);
		escape_csv(out, bytes_of(text, len));
		return;
	}
	for (size_t i = 0; i < finding_type_fields(f->type); i++) {
		(void)fputc(',', out);
		if (f->type->fields[i].type == FIELD_NUMBER) {
			(void)fprintf(out, "%lld", (long long)f->values[i].number);
		} else if (f->type->fields[i].type == FIELD_BYTES) {
			auto_free char *text = base64(f->values[i].text);
			(void)fputs(text, out);
		} else {
			put_csv_text(out, f->values[i].text);
		}
	}
}

static void
write_csv(struct findings_writer *w, const struct finding *f)
{
	char src[ADDR_TEXT_MAX] = "", dst[ADDR_TEXT_MAX] = "", id[COMMUNITY_ID_MAX] = "";
	char proto[8];
	FILE *out = w->out;
	if (!w->head_written)
		write_csv_head(w);
	if (knows_source(f))
		(void)addr_format(f->src, src);
	if (knows_target(f))
		(void)addr_format(f->dst, dst);
	if (knows_source(f) && knows_target(f))
		(void)community_id(f, id);
	put_time(out, f->first_ns);
	(void)fputc(',', out);
	put_time(out, f->last_ns);
	(void)fprintf(out, ",%s,%s,%u,%s,%u,%s,%s,%llu,", f->type->name, src, f->sport, dst,
		f->dport, f->proto ? findings_proto(f->proto, proto) : "", id,
		(unsigned long long)f->packets);
	put_csv_text(out, bytes_text(f->frame ? w->paths[f->file] : ""));
	(void)fprintf(out, ",%llu", (unsigned long long)f->frame);
	put_fields_csv(w, f);
	(void)fputc(',', out);
	put_csv_text(out, f->why);
	(void)fputs("\r\n", out);
}

void
findings_write(struct findings_writer *w, const struct finding *f)
{
	if (w->format == TABLE_JSON)
		write_json(w, f);
	else if (w->format == TABLE_CSV)
		write_csv(w, f);
	else
		write_text(w, f);
}
