/* dataset.c - the datasets of the lake and their columns. */
#include "lake/dataset.h"

#include "detect/detect.h"

static const struct column_spec access_columns[] = {
	{ "day", COLUMN_DATE, MERGE_KEY, true, "local day of the sensor" },
	{ "sensor", COLUMN_TEXT, MERGE_KEY, true, "name of the sensor" },
	{ "bin", COLUMN_TIMESTAMP, MERGE_KEY, false, "start of the 5 minutes, UTC" },
	{ "hour", COLUMN_U8, MERGE_KEY, false, "0 to 23 in the sensor's zone" },
	{ "proto", COLUMN_U8, MERGE_KEY, false, "IP protocol number" },
	{ "dport", COLUMN_U16, MERGE_KEY, false,
		"destination port; of TCP and UDP backscatter the source port; of ICMP the "
		"type" },
	{ "kind", COLUMN_TEXT, MERGE_KEY, false, "scan, backscatter, other" },
	{ "country", COLUMN_TEXT, MERGE_KEY, false,
		"of the source, two letters, empty: unknown" },
	{ "excluded", COLUMN_U8, MERGE_KEY, false, "1: taken out of the main figures" },
	{ "packets", COLUMN_I64, MERGE_SUM, false, "IP packets" },
	{ "bytes", COLUMN_I64, MERGE_SUM, false,
		"bytes of these packets by their IP header" },
	{ "accesses", COLUMN_I64, MERGE_SUM, false, "attempts, each once in a bin" },
	{ "sources", COLUMN_I64, MERGE_SUM, false,
		"distinct sources with an access in this cell; not to be added over "
		"cells" },
};

static const struct column_spec source_day_columns[] = {
	{ "day", COLUMN_DATE, MERGE_KEY, true, "local day of the sensor" },
	{ "sensor", COLUMN_TEXT, MERGE_KEY, true, "name of the sensor" },
	{ "src_hi", COLUMN_U64, MERGE_KEY, false, "source address, upper 64 bits" },
	{ "src_lo", COLUMN_U64, MERGE_KEY, false,
		"source address, lower 64 bits; IPv4 is ::ffff:a.b.c.d" },
	{ "proto", COLUMN_U8, MERGE_KEY, false, "IP protocol number" },
	{ "dport", COLUMN_U16, MERGE_KEY, false, "as in access" },
	{ "kind", COLUMN_TEXT, MERGE_KEY, false, "scan, backscatter, other" },
	{ "excluded", COLUMN_U8, MERGE_KEY, false, "1: taken out of the main figures" },
	{ "packets", COLUMN_I64, MERGE_SUM, false, "IP packets" },
	{ "bytes", COLUMN_I64, MERGE_SUM, false,
		"bytes of these packets by their IP header" },
	{ "accesses", COLUMN_I64, MERGE_SUM, false, "attempts" },
	{ "dsts_sketch", COLUMN_U64, MERGE_OR, false, "sketch behind dsts_est" },
	{ "dsts_est", COLUMN_U32, MERGE_SKETCH, false,
		"estimate of the distinct destinations; typically off by half above a "
		"few" },
	{ "first_s", COLUMN_U32, MERGE_MIN, false, "first packet, epoch seconds" },
	{ "last_s", COLUMN_U32, MERGE_MAX, false, "last packet, epoch seconds" },
	{ "ttl_min", COLUMN_U8, MERGE_MIN, false, "least TTL or hop limit" },
	{ "ttl_max", COLUMN_U8, MERGE_MAX, false, "greatest TTL or hop limit" },
	{ "tools", COLUMN_U16, MERGE_AND, false,
		"marks that every packet carried: 1 masscan, 2 masscan since 2023, 4 zmap, "
		"8 Mirai" },
	{ "country", COLUMN_TEXT, MERGE_ANY, false,
		"of the source, two letters, empty: unknown" },
	{ "asn", COLUMN_U32, MERGE_ANY, false, "AS number of the source, 0: unknown" },
};

static const struct column_spec day_count_columns[] = {
	{ "day", COLUMN_DATE, MERGE_KEY, false, "local day of the sensor" },
	{ "sensor", COLUMN_TEXT, MERGE_KEY, false, "name of the sensor" },
	{ "excluded", COLUMN_U8, MERGE_KEY, false, "1: taken out of the main figures" },
	{ "dimension", COLUMN_TEXT, MERGE_KEY, false,
		"what the row counts by: all, port, country, kind, or group:NAME" },
	{ "proto", COLUMN_U8, MERGE_KEY, false, "of dimension port, else 0" },
	{ "dport", COLUMN_U16, MERGE_KEY, false, "of dimension port, else 0" },
	{ "country", COLUMN_TEXT, MERGE_KEY, false, "of dimension country, else empty" },
	{ "kind", COLUMN_TEXT, MERGE_KEY, false, "of dimension kind, else empty" },
	{ "packets", COLUMN_I64, MERGE_SUM, false, "IP packets" },
	{ "bytes", COLUMN_I64, MERGE_SUM, false,
		"bytes of these packets by their IP header" },
	{ "accesses", COLUMN_I64, MERGE_SUM, false, "attempts" },
	{ "sources", COLUMN_I64, MERGE_SUM, false,
		"distinct sources of the day, with an access" },
};

static const struct column_spec coverage_columns[] = {
	{ "day", COLUMN_DATE, MERGE_KEY, false, "local day of the sensor" },
	{ "sensor", COLUMN_TEXT, MERGE_KEY, false, "name of the sensor" },
	{ "bin", COLUMN_TIMESTAMP, MERGE_KEY, false, "start of the 5 minutes, UTC" },
	{ "hour", COLUMN_U8, MERGE_KEY, false, "0 to 23 in the sensor's zone" },
	{ "observed_s", COLUMN_U16, MERGE_MAX, false,
		"seconds of the bin observed, 0 to 300" },
	{ "day_s", COLUMN_U32, MERGE_ANY, false, "seconds of the local day" },
	{ "addresses", COLUMN_U64, MERGE_ANY, false, "observed addresses, 0: unknown" },
	{ "packets", COLUMN_I64, MERGE_SUM, false, "IP packets of the sensor" },
	{ "lost", COLUMN_I64, MERGE_SUM, false, "packets the capture reports as lost" },
	{ "dropped", COLUMN_I64, MERGE_SUM, false, "frames that could not be decoded" },
	{ "overlap", COLUMN_U8, MERGE_MAX, false,
		"1: captures overlap here and some accesses may count twice" },
};

static const struct column_spec flow_columns[] = {
	{ "day", COLUMN_DATE, MERGE_KEY, true, "local day of the sensor" },
	{ "sensor", COLUMN_TEXT, MERGE_KEY, true, "name of the sensor" },
	{ "bin", COLUMN_TIMESTAMP, MERGE_KEY, false, "start of the 5 minutes, UTC" },
	{ "src_hi", COLUMN_U64, MERGE_KEY, false, "source address, upper 64 bits" },
	{ "src_lo", COLUMN_U64, MERGE_KEY, false, "source address, lower 64 bits" },
	{ "dst_hi", COLUMN_U64, MERGE_KEY, false, "destination address, upper 64 bits" },
	{ "dst_lo", COLUMN_U64, MERGE_KEY, false, "destination address, lower 64 bits" },
	{ "proto", COLUMN_U8, MERGE_KEY, false, "IP protocol number" },
	{ "sport", COLUMN_U16, MERGE_KEY, false, "source port; of ICMP the type" },
	{ "dport", COLUMN_U16, MERGE_KEY, false, "destination port; of ICMP the code" },
	{ "flags", COLUMN_U8, MERGE_KEY, false, "TCP flags" },
	{ "ttl", COLUMN_U8, MERGE_KEY, false, "TTL or hop limit" },
	{ "len", COLUMN_U32, MERGE_KEY, false, "bytes of the IP packet" },
	{ "excluded", COLUMN_U8, MERGE_KEY, false, "1: taken out of the main figures" },
	{ "packets", COLUMN_I64, MERGE_SUM, false, "IP packets" },
	{ "bytes", COLUMN_I64, MERGE_SUM, false, "bytes of these packets" },
};

/* What lets a later capture that meets this one inside a bin count exactly: the tuples of
 * the first and last bin of each capture.  Not shown to queries. */
static const struct column_spec edge_columns[] = {
	{ "sensor", COLUMN_TEXT, MERGE_KEY, false, "name of the sensor" },
	{ "bin", COLUMN_TIMESTAMP, MERGE_KEY, false, "start of the 5 minutes, UTC" },
	{ "src_hi", COLUMN_U64, MERGE_KEY, false, "source address, upper 64 bits" },
	{ "src_lo", COLUMN_U64, MERGE_KEY, false, "source address, lower 64 bits" },
	{ "dst_hi", COLUMN_U64, MERGE_KEY, false, "destination address, upper 64 bits" },
	{ "dst_lo", COLUMN_U64, MERGE_KEY, false, "destination address, lower 64 bits" },
	{ "proto", COLUMN_U8, MERGE_KEY, false, "IP protocol number" },
	{ "sport", COLUMN_U16, MERGE_KEY, false, "source port; of ICMP the identifier" },
	{ "dport", COLUMN_U16, MERGE_KEY, false,
		"destination port; of ICMP type and code" },
	{ "fragment", COLUMN_U8, MERGE_KEY, false,
		"1: later fragments, which are no access" },
	{ "shown", COLUMN_U8, MERGE_OR, false,
		"kinds seen: 1 scan, 2 backscatter, 4 other" },
};

#define DATASET(name, help)                                                                \
	{                                                                                  \
#name, help, name##_columns, count_of(name##_columns), false               \
	}

static const struct dataset counts[] = {
	DATASET(access, "the 5-minute series of everything"),
	DATASET(source_day, "each source of a day, by port and kind"),
	DATASET(day_count,
		"totals and exact distinct sources of a day, by several dimensions"),
	DATASET(coverage, "what each sensor observed, lost and could not decode"),
	DATASET(flow, "flow tuples, for research; only written with --detail flow"),
};
static const struct dataset internal =
	DATASET(edge, "tuples of the bins at the ends of captures; internal");

/* --- findings --------------------------------------------------------------------------
 */

static const struct column_spec finding_columns[FINDING_FIELDS] = {
	[FINDING_DAY] = { "day", COLUMN_DATE, MERGE_KEY, false, "local day of the sensor" },
	[FINDING_SENSOR] = { "sensor", COLUMN_TEXT, MERGE_KEY, false,
		"name of the sensor" },
	[FINDING_TIME] = { "time", COLUMN_TIMESTAMP, MERGE_KEY, false,
		"first packet, UTC" },
	[FINDING_UNTIL] = { "until", COLUMN_TIMESTAMP, MERGE_KEY, false,
		"last packet, UTC" },
	[FINDING_SRC_HI] = { "src_hi", COLUMN_U64, MERGE_KEY, false,
		"source address, upper 64 bits" },
	[FINDING_SRC_LO] = { "src_lo", COLUMN_U64, MERGE_KEY, false,
		"source address, lower 64 bits; IPv4 is ::ffff:a.b.c.d" },
	[FINDING_DST_HI] = { "dst_hi", COLUMN_U64, MERGE_KEY, false,
		"destination address, upper 64 bits; 0: several" },
	[FINDING_DST_LO] = { "dst_lo", COLUMN_U64, MERGE_KEY, false,
		"destination address, lower 64 bits; 0: several" },
	[FINDING_PROTO] = { "proto", COLUMN_U8, MERGE_KEY, false,
		"IP protocol number, 0: several" },
	[FINDING_SPORT] = { "sport", COLUMN_U16, MERGE_KEY, false,
		"source port, 0: several; of ICMP the type" },
	[FINDING_DPORT] = { "dport", COLUMN_U16, MERGE_KEY, false,
		"destination port, 0: several; of ICMP the code" },
	[FINDING_COUNTRY] = { "country", COLUMN_TEXT, MERGE_KEY, false,
		"of the source, two letters, empty: unknown" },
	[FINDING_ASN] = { "asn", COLUMN_U32, MERGE_KEY, false,
		"AS number of the source, 0: unknown" },
	[FINDING_EXCLUDED] = { "excluded", COLUMN_U8, MERGE_KEY, false,
		"1: taken out of the main figures" },
	[FINDING_PACKETS] = { "packets", COLUMN_I64, MERGE_KEY, false,
		"packets that it rests on" },
	[FINDING_COMMUNITY_ID] = { "community_id", COLUMN_TEXT, MERGE_KEY, false,
		"community ID version 1, empty without both addresses" },
	[FINDING_CAPTURE] = { "capture", COLUMN_TEXT, MERGE_KEY, false,
		"file name of the capture" },
	[FINDING_FRAME] = { "frame", COLUMN_I64, MERGE_KEY, false,
		"number of the first packet's frame in it, from 1" },
	[FINDING_WHY] = { "why", COLUMN_TEXT, MERGE_KEY, false,
		"rule, counters and thresholds" },
};

struct finding_dataset {
	struct dataset dataset;
	char name[64];
	struct column_spec columns[FINDING_FIELDS + FIELDS_MAX];
};

static void
describe(const struct finding_type *type, struct finding_dataset *ret)
{
	static const enum column_type types[] = { [FIELD_TEXT] = COLUMN_TEXT,
		[FIELD_BYTES] = COLUMN_BLOB,
		[FIELD_NUMBER] = COLUMN_I64 };
	(void)snprintf(ret->name, sizeof(ret->name), "%s", type->name);
	for (char *at = ret->name; *at; at++)
		if (*at == '-')
			*at = '_';
	memcpy(ret->columns, finding_columns, sizeof(finding_columns));
	size_t n = finding_type_fields(type);
	for (size_t i = 0; i < n; i++)
		ret->columns[FINDING_FIELDS + i] =
			(struct column_spec){ type->fields[i].name,
				types[type->fields[i].type], MERGE_KEY, false,
				type->fields[i].help };
	ret->dataset = (struct dataset){ ret->name, type->summary, ret->columns,
		FINDING_FIELDS + n, true };
}

/* Made when first asked for, which is before any thread is. */
static const struct finding_dataset *
finding_datasets(void)
{
	static struct finding_dataset made[DATASETS_MAX];
	static bool ready;
	if (!ready) {
		must(finding_type_count() + count_of(counts) + 1 <= DATASETS_MAX);
		for (size_t i = 0; i < finding_type_count(); i++)
			describe(finding_type_at(i), &made[i]);
		ready = true;
	}
	return made;
}

const struct dataset *
dataset_of_findings(const struct finding_type *type)
{
	size_t i = 0;
	while (i < finding_type_count() && finding_type_at(i) != type)
		i++;
	must(i < finding_type_count());
	return &finding_datasets()[i].dataset;
}

/* --- all of them ---------------------------------------------------------------------- */

size_t
dataset_count(void)
{
	return count_of(counts) + finding_type_count() + 1;
}

const struct dataset *
dataset_at(size_t i)
{
	must(i < dataset_count());
	if (i < count_of(counts))
		return &counts[i];
	i -= count_of(counts);
	return i < finding_type_count() ? &finding_datasets()[i].dataset : &internal;
}

const struct dataset *
dataset_find(const char *name)
{
	for (size_t i = 0; i < dataset_count(); i++)
		if (strcmp(dataset_at(i)->name, name) == 0)
			return dataset_at(i);
	return NULL;
}

bool
dataset_is_findings(const struct dataset *d)
{
	return d->grows && d->n_columns > FINDING_WHY &&
		strcmp(d->columns[FINDING_WHY].name, "why") == 0;
}

bool
dataset_is_monthly(const struct dataset *d)
{
	for (size_t i = 0; i < d->n_columns; i++)
		if (d->columns[i].in_path)
			return false;
	return true;
}

const char *
column_type_sql(enum column_type type)
{
	static const char *const names[] = {
		[COLUMN_U8] = "UTINYINT",
		[COLUMN_U16] = "USMALLINT",
		[COLUMN_U32] = "UINTEGER",
		[COLUMN_I32] = "INTEGER",
		[COLUMN_I64] = "BIGINT",
		[COLUMN_U64] = "UBIGINT",
		[COLUMN_DATE] = "DATE",
		[COLUMN_TIMESTAMP] = "TIMESTAMP",
		[COLUMN_TEXT] = "VARCHAR",
		[COLUMN_BLOB] = "BLOB",
	};
	return names[type];
}

char *
dataset_widen_sql(const struct dataset *d, const char *from)
{
	char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fputs("(SELECT ", out);
	for (size_t i = 0; i < d->n_columns; i++)
		(void)fprintf(out, "%sNULL::%s AS \"%s\"", i ? ", " : "",
			column_type_sql(d->columns[i].type), d->columns[i].name);
	size_t open = strlen(from) - 1; /* up to the parenthesis that closes read_parquet */
	must(from[open] == ')');
	(void)fprintf(out,
		" WHERE false UNION ALL BY NAME SELECT * FROM %.*s, union_by_name = true))",
		(int)open, from);
	must(fclose(out) == 0);
	return sql;
}
