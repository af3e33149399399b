/* figures_lake.c - a lake on which figures are measured: figures_lake DIR [MILLIONS].
 *
 * Ten sensors, thirty days, 300 files of `access` and 300 of `source_day` with that many
 * million rows each (10 when not given), a million sources, 2,000 ports, 100 countries, and
 * the day's counts as ten sensors write them.  See bench/README.md.
 */
#include "lake_fixture.c"

enum { DAYS = 30, SENSORS = 10, PORTS = 2000 };

/* Ports and countries are skewed as real ones are: a product of two even spreads. */
#define PORT                                                                               \
	"(1 + (hash(i * 7 + d) %% 1000) * (hash(i * 13 + s) %% 1000) // 500)::USMALLINT"
#define COUNTRY                                                                            \
	"chr((65 + (hash(i * 3) %% 10) * (hash(i * 5) %% 10) // 10)::INTEGER) || chr((65 " \
	"+ "                                                                               \
	"hash(i * 11) %% 10)::INTEGER)"
#define DAY "(DATE '2005-11-01' + d::INTEGER)"
#define SENSOR "format('s{:02d}', s + 1)"
#define CELLS "range(%d) AS x(d), range(%d) AS y(s), range(%lld) AS z(i)"
#define ONE "(SELECT %d AS d, %d AS s, range AS i FROM range(%lld)) AS z"

/* One sorted file, as compaction leaves it. */
static void
write_file(struct fixture *f, const char *dataset, int d, int s, const char *rows)
{
	char *dir = base_printf(
		"%s/%s/sensor=s%02d/date=2005-11-%02d", f->dir, dataset, s + 1, d + 1);
	for (char *at = dir + strlen(f->dir) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		(void)mkdir(dir, 0777);
		*at = '/';
	}
	(void)mkdir(dir, 0777);
	fixture_sql(f, "COPY (%s) TO '%s/1.parquet' (FORMAT parquet, PARQUET_VERSION v2)",
		rows, dir);
	free(dir);
}

static void
write_rows(struct fixture *f, int d, int s, long long each)
{
	char *access = base_printf(
		"SELECT " DAY
		"::TIMESTAMP + to_minutes(5 * (i * 288 // %lld)) - to_hours(9) AS "
		"bin, (i * 24 // %lld)::UTINYINT AS hour, CASE WHEN i %% 4 = 0 THEN 17 "
		"ELSE 6 "
		"END::UTINYINT AS proto, " PORT
		" AS dport, CASE WHEN i %% 9 = 0 THEN 'backscatter' "
		"ELSE 'scan' END AS kind, " COUNTRY " AS country, 0::UTINYINT AS excluded, "
		"2::BIGINT AS packets, 100::BIGINT AS bytes, 2::BIGINT AS accesses, "
		"1::BIGINT AS "
		"sources FROM " ONE,
		each, each, d, s, each);
	write_file(f, "access", d, s, access);
	free(access);
	char *source_day = base_printf(
		"SELECT 0::UBIGINT AS src_hi, (281470681743360 + hash(i * 31 + d * 17 + s "
		"// 2) %% "
		"1000000)::UBIGINT AS src_lo, CASE WHEN i %% 4 = 0 THEN 17 ELSE 6 "
		"END::UTINYINT AS "
		"proto, " PORT
		" AS dport, CASE WHEN i %% 9 = 0 THEN 'backscatter' ELSE 'scan' END "
		"AS kind, 0::UTINYINT AS excluded, 2::BIGINT AS packets, 100::BIGINT AS "
		"bytes, "
		"2::BIGINT AS accesses, 0::UBIGINT AS dsts_sketch, 1::UINTEGER AS "
		"dsts_est, "
		"0::UINTEGER AS first_s, 1::UINTEGER AS last_s, 50::UTINYINT AS ttl_min, "
		"60::UTINYINT AS ttl_max, 0::USMALLINT AS tools, " COUNTRY
		" AS country, (hash(i * 11) %% 5000)::UINTEGER AS asn FROM " ONE
		" ORDER BY src_hi, src_lo, proto, dport",
		d, s, each);
	write_file(f, "source_day", d, s, source_day);
	free(source_day);
}

static void
write_days(struct fixture *f)
{
	/* 1 of all, 12 ports, 6 countries, 2 kinds: 6,300 rows in the month. */
	char *rows = base_printf(
		"SELECT " DAY " AS day, " SENSOR
		" AS sensor, 0::UTINYINT AS excluded, CASE WHEN i = 0 THEN 'all' WHEN i < "
		"13 THEN "
		"'port' WHEN i < 19 THEN 'country' ELSE 'kind' END AS dimension, CASE WHEN "
		"i BETWEEN "
		"1 AND 12 THEN 6 ELSE 0 END::UTINYINT AS proto, CASE WHEN i BETWEEN 1 AND "
		"12 THEN i "
		"ELSE 0 END::USMALLINT AS dport, CASE WHEN i BETWEEN 13 AND 18 THEN 'A' || "
		"chr((52 + i)::INTEGER) ELSE '' END AS country, CASE i WHEN 19 THEN 'scan' "
		"WHEN 20 "
		"THEN 'backscatter' ELSE '' END AS kind, 200::BIGINT AS packets, "
		"9000::BIGINT AS "
		"bytes, 150 + i AS accesses, 40 + i AS sources FROM " CELLS,
		DAYS, SENSORS, 21LL);
	write_dataset(f, "day_count", false, rows);
	free(rows);
}

int
main(int argc, char **argv)
{
	long long millions = argc > 2 ? strtoll(argv[2], NULL, 10) : 10;
	if (argc < 2 || millions < 1) {
		(void)fprintf(stderr, "usage: figures_lake DIR [MILLIONS]\n");
		return 2;
	}
	struct fixture *f = fixture_begin(argv[1]);
	for (int s = 1; s <= SENSORS; s++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "s%02d", s);
		fixture_sensor(f, name, "Asia/Tokyo", 9 * 3600, 256);
	}
	fixture_group(f, "low udp", 17, 1, 100);
	fixture_sql(f,
		"INSERT INTO watched SELECT " DAY ", " SENSOR
		", 0, 24, 0 FROM range(%d) AS x(d), range(%d) AS y(s)",
		DAYS, SENSORS);
	for (int i = 0; i < DAYS * SENSORS; i++)
		write_rows(
			f, i / SENSORS, i % SENSORS, millions * 1000000 / (DAYS * SENSORS));
	enter_files(f, "access", true);
	enter_files(f, "source_day", true);
	write_days(f);
	fixture_finish(f);
	return 0;
}
