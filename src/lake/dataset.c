/* dataset.c - the datasets of the lake and their columns. */
#include "lake/dataset.h"

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
#name, help, name##_columns, count_of(name##_columns)                      \
	}

const struct dataset datasets[] = {
	DATASET(access, "the 5-minute series of everything"),
	DATASET(source_day, "each source of a day, by port and kind"),
	DATASET(day_count,
		"totals and exact distinct sources of a day, by several dimensions"),
	DATASET(coverage, "what each sensor observed, lost and could not decode"),
	DATASET(flow, "flow tuples, for research; only written with --detail flow"),
	DATASET(edge, "tuples of the bins at the ends of captures; internal"),
};
const size_t n_datasets = count_of(datasets);

const struct dataset *
dataset_find(const char *name)
{
	for (size_t i = 0; i < n_datasets; i++)
		if (strcmp(datasets[i].name, name) == 0)
			return &datasets[i];
	return NULL;
}
