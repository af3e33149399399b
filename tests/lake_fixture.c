/* lake_fixture.c - see lake_fixture.h. */
#include "lake_fixture.h"

#include <duckdb.h>
#include <sqlite3.h>
#include <sys/stat.h>

struct fixture {
	char *dir;
	duckdb_database database;
	duckdb_connection connection;
	sqlite3 *catalogue;
	int n_groups;
};

static void
fixture_run(struct fixture *f, const char *sql)
{
	duckdb_result result;
	if (duckdb_query(f->connection, sql, &result) == DuckDBError) {
		(void)fprintf(
			stderr, "fixture: %s\n%s\n", duckdb_result_error(&result), sql);
		abort();
	}
	duckdb_destroy_result(&result);
}

void
fixture_sql(struct fixture *f, const char *fmt, ...)
{
	char *sql = NULL;
	va_list ap;
	va_start(ap, fmt);
	must(vasprintf(&sql, fmt, ap) >= 0);
	va_end(ap);
	fixture_run(f, sql);
	free(sql);
}

void
fixture_catalogue(struct fixture *f, const char *fmt, ...)
{
	char *sql = NULL;
	va_list ap;
	va_start(ap, fmt);
	must(vasprintf(&sql, fmt, ap) >= 0);
	va_end(ap);
	if (sqlite3_exec(f->catalogue, sql, NULL, NULL, NULL) != SQLITE_OK) {
		(void)fprintf(
			stderr, "fixture: %s\n%s\n", sqlite3_errmsg(f->catalogue), sql);
		abort();
	}
	free(sql);
}

struct fixture *
fixture_begin(const char *dir)
{
	struct fixture *f = base_alloc(1, sizeof(*f));
	struct lake *lake = NULL;
	struct err err = { "" };
	if (lake_open(dir, LAKE_WRITE, &lake, &err) < 0) {
		(void)fprintf(stderr, "fixture: %s\n", err.text);
		abort();
	}
	lake_close(lake);
	f->dir = base_strdup(dir);
	char *path = base_printf("%s/catalogue.sqlite", dir);
	must(sqlite3_open(path, &f->catalogue) == SQLITE_OK);
	free(path);
	must(duckdb_open(NULL, &f->database) == DuckDBSuccess);
	must(duckdb_connect(f->database, &f->connection) == DuckDBSuccess);
	fixture_run(f, "SET threads = 1"); /* one file for each sensor and day */
	fixture_run(
		f, "CREATE TABLE sensor (name TEXT, offset_s INTEGER, addresses UBIGINT)");
	fixture_run(f,
		"CREATE TABLE port_group (name TEXT, proto INTEGER, a INTEGER, b INTEGER)");
	fixture_run(f,
		"CREATE TABLE watched (day DATE, sensor TEXT, first_hour INTEGER, "
		"end_hour INTEGER, overlap UTINYINT)");
	fixture_run(f,
		"CREATE TABLE tuple (day DATE, sensor TEXT, hour UTINYINT, "
		"src_hi UBIGINT, src_lo UBIGINT, proto UTINYINT, dport USMALLINT, "
		"kind TEXT, excluded UTINYINT, country TEXT, asn UINTEGER, "
		"accesses BIGINT, packets BIGINT, bytes BIGINT)");
	fixture_catalogue(f,
		"INSERT OR REPLACE INTO fact VALUES ('geography', 'fixture'), "
		"('geography_date', '2005-11-01')");
	return f;
}

void
fixture_sensor(struct fixture *f, const char *name, const char *zone, int offset_s,
	unsigned addresses)
{
	fixture_sql(
		f, "INSERT INTO sensor VALUES ('%s', %d, %u)", name, offset_s, addresses);
	fixture_catalogue(f, "INSERT INTO sensor VALUES ('%s', '', '%s', 0, %u)", name,
		zone, addresses);
}

void
fixture_group(struct fixture *f, const char *name, int proto, int first, int last)
{
	fixture_sql(f, "INSERT INTO port_group VALUES ('%s', %d, %d, %d)", name, proto,
		first, last);
	fixture_catalogue(f, "INSERT INTO port_group VALUES (%d, '%s', %d, %d, %d)",
		f->n_groups++, name, proto, first, last);
}

/* Enter the files of a dataset that DuckDB has just written below the lake. */
static void
enter_files(struct fixture *f, const char *dataset, bool has_sensor)
{
	char *sql = base_printf(
		"SELECT substr(filename, %zu), %s, "
		"min(day - DATE '1970-01-01')::INTEGER, "
		"max(day - DATE '1970-01-01')::INTEGER, count(*) "
		"FROM (SELECT filename, %s AS day%s FROM read_parquet("
		"'%s/%s/*/**/*.parquet', filename = true, hive_partitioning = "
		"true, hive_types = {%s})) GROUP BY ALL",
		strlen(f->dir) + 2, has_sensor ? "sensor" : "''",
		has_sensor ? "date" : "day", has_sensor ? ", sensor" : "", f->dir, dataset,
		has_sensor ? "'date': DATE, 'sensor': VARCHAR" : "'month': VARCHAR");
	duckdb_result result;
	if (duckdb_query(f->connection, sql, &result) == DuckDBError) {
		(void)fprintf(
			stderr, "fixture: %s\n%s\n", duckdb_result_error(&result), sql);
		abort();
	}
	free(sql);
	for (idx_t row = 0; row < duckdb_row_count(&result); row++) {
		char *path = duckdb_value_varchar(&result, 0, row);
		char *sensor = duckdb_value_varchar(&result, 1, row);
		char *full = base_printf("%s/%s", f->dir, path);
		struct stat st = { 0 };
		must(stat(full, &st) == 0);
		fixture_catalogue(f,
			"INSERT INTO file (dataset, sensor, first_day, last_day, path, "
			"rows, bytes, "
			"hash, ingest, state) VALUES ('%s', '%s', %d, %d, '%s', %lld, "
			"%lld, '', 1, "
			"'live')",
			dataset, sensor, duckdb_value_int32(&result, 2, row),
			duckdb_value_int32(&result, 3, row), path,
			(long long)duckdb_value_int64(&result, 4, row),
			(long long)st.st_size);
		free(full);
		duckdb_free(path);
		duckdb_free(sensor);
	}
	duckdb_destroy_result(&result);
}

/* COPY writes no file for no rows. */
static bool
has_files(struct fixture *f, const char *dataset)
{
	char *sql = base_printf(
		"SELECT count(*) FROM glob('%s/%s/**/*.parquet')", f->dir, dataset);
	duckdb_result result;
	must(duckdb_query(f->connection, sql, &result) == DuckDBSuccess);
	bool any = duckdb_value_int64(&result, 0, 0) > 0;
	duckdb_destroy_result(&result);
	free(sql);
	return any;
}

static void
write_dataset(struct fixture *f, const char *dataset, bool by_sensor, const char *rows)
{
	const struct dataset *d = dataset_find(dataset);
	char *columns = base_strdup("");
	for (size_t i = 0; i < d->n_columns; i++) {
		char *more = base_printf(
			"%s%s%s", columns, *columns ? ", " : "", d->columns[i].name);
		free(columns);
		columns = more;
	}
	if (by_sensor)
		fixture_sql(f,
			"COPY (SELECT * EXCLUDE (day), day AS date FROM (SELECT %s FROM "
			"(%s))) TO "
			"'%s/%s' (FORMAT parquet, PARTITION_BY (sensor, date))",
			columns, rows, f->dir, dataset);
	else
		fixture_sql(f,
			"COPY (SELECT %s, strftime(day, '%%Y-%%m') AS month FROM (%s)) TO "
			"'%s/%s' "
			"(FORMAT parquet, PARTITION_BY (month))",
			columns, rows, f->dir, dataset);
	free(columns);
	if (has_files(f, dataset))
		enter_files(f, dataset, by_sensor);
}

/* One UNION of day_count: what it counts by, its condition, its four key columns. */
#define COUNT_BY(dimension, where, keys)                                                   \
	"SELECT day, sensor, excluded, " dimension " AS dimension, " keys                  \
	", sum(packets)::BIGINT AS packets, sum(bytes)::BIGINT AS bytes, "                 \
	"sum(accesses)::BIGINT "                                                           \
	"AS accesses, count(DISTINCT (src_hi, src_lo))::BIGINT AS sources FROM " where     \
	" GROUP BY ALL "

static void
write_counts(struct fixture *f)
{
	static const char none[] =
		"0::UTINYINT AS proto, 0::USMALLINT AS dport, '' AS country, "
		"'' AS kind";
	char *rows = base_printf(
		COUNT_BY("'all'", "tuple", "%s") "UNION ALL " COUNT_BY("'port'", "tuple",
			"proto, dport, '' AS country, '' AS kind") "UNION ALL " COUNT_BY("'"
											 "c"
											 "o"
											 "u"
											 "n"
											 "t"
											 "r"
											 "y"
											 "'",
			"tuple",
			"0::UTINYINT AS proto, 0::USMALLINT AS dport, "
			"country, '' AS kind") "UNION ALL " COUNT_BY("'kind"
								     "'",
			"tuple",
			"0::UTINYINT AS proto, 0::USMALLINT AS dport, '' "
			"AS country, kind") "UNION ALL " COUNT_BY("'group:'"
								  " || "
								  "g.name",
			"tuple JOIN port_group g ON (g.proto = 0 OR "
			"tuple.proto = g.proto) AND dport BETWEEN a AND b",
			"%s"),
		none, none);
	write_dataset(f, "day_count", false, rows);
	free(rows);
}

static void
write_coverage(struct fixture *f)
{
	write_dataset(f, "coverage", false,
		"SELECT day, sensor, day::TIMESTAMP + to_seconds(300 * b) - "
		"to_seconds(offset_s) AS "
		"bin, (b // 12)::UTINYINT AS hour, 300::USMALLINT AS observed_s, "
		"86400::UINTEGER AS "
		"day_s, addresses, 0::BIGINT AS packets, 0::BIGINT AS lost, 0::BIGINT AS "
		"dropped, "
		"overlap FROM watched JOIN sensor ON sensor = name, range(288) AS r(b) "
		"WHERE b >= 12 "
		"* first_hour AND b < 12 * end_hour");
}

static void
fixture_finish(struct fixture *f)
{
	write_coverage(f);
	duckdb_disconnect(&f->connection);
	duckdb_close(&f->database);
	(void)sqlite3_close(f->catalogue);
	free(f->dir);
	free(f);
}

void
fixture_end(struct fixture *f)
{
	write_dataset(f, "access", true,
		"SELECT day, sensor, day::TIMESTAMP + to_hours(hour::INTEGER) - "
		"to_seconds(offset_s) AS bin, hour, proto, dport, kind, country, excluded, "
		"sum(packets)::BIGINT AS packets, sum(bytes)::BIGINT AS bytes, "
		"sum(accesses)::BIGINT AS accesses, count(DISTINCT (src_hi, "
		"src_lo))::BIGINT AS "
		"sources FROM tuple JOIN sensor ON sensor = name GROUP BY ALL");
	write_dataset(f, "source_day", true,
		"SELECT day, sensor, src_hi, src_lo, proto, dport, kind, excluded, "
		"sum(packets)::BIGINT AS packets, sum(bytes)::BIGINT AS bytes, "
		"sum(accesses)::BIGINT AS accesses, 0::UBIGINT AS dsts_sketch, 1::UINTEGER "
		"AS "
		"dsts_est, (epoch(day) + 3600 * min(hour) - offset_s)::UINTEGER AS "
		"first_s, "
		"(epoch(day) + 3600 * max(hour) - offset_s)::UINTEGER AS last_s, "
		"50::UTINYINT AS "
		"ttl_min, 60::UTINYINT AS ttl_max, 0::USMALLINT AS tools, "
		"any_value(country) AS "
		"country, any_value(asn) AS asn FROM tuple JOIN sensor ON sensor = name "
		"GROUP BY "
		"day, sensor, src_hi, src_lo, proto, dport, kind, excluded, offset_s");
	write_counts(f);
	fixture_finish(f);
}

void
fixture_add_month(struct fixture *f, const struct fixture_month *m)
{
	fixture_sql(f,
		"INSERT INTO watched SELECT DATE '%s' + d::INTEGER, format('s{:02d}', s + "
		"1), 0, 24, "
		"0 FROM range(%d) AS x(d), range(%d) AS y(s)",
		m->first, m->days, m->sensors);
	/* Source i of a sensor and day sends accesses / sources, the first ones one more.
	 */
	fixture_sql(f,
		"INSERT INTO tuple SELECT DATE '%s' + d::INTEGER, format('s{:02d}', s + "
		"1), "
		"(i * 7 + d) %% 24, 0, 281470681743360 + CASE WHEN i < 20 THEN 16777216 + "
		"i WHEN i "
		"%% 3 = 0 THEN 33554432 + i * 512 + s ELSE 50331648 + (d * 500 + i) * 16 + "
		"s END, "
		"CASE WHEN p IN (0, 1, 2) THEN 17 WHEN p = 9 THEN 1 ELSE 6 END, "
		"CASE p WHEN 0 THEN 1026 WHEN 1 THEN 1027 WHEN 2 THEN 137 WHEN 9 THEN 8 "
		"WHEN 3 THEN "
		"445 WHEN 4 THEN 445 WHEN 5 THEN 135 WHEN 6 THEN 139 WHEN 7 THEN 1433 ELSE "
		"135 END, "
		"CASE WHEN i %% 50 = 49 THEN 'backscatter' ELSE 'scan' END, 0, c, CASE c "
		"WHEN 'CN' "
		"THEN 4134 WHEN 'JP' THEN 2497 + i %% 3 ELSE 7018 END, n, n, 48 * n FROM "
		"(SELECT "
		"d, s, i, %d // %d + (i < %d %% %d)::INTEGER + (i = 0 AND s + %d * d < "
		"%d)::INTEGER "
		"AS n, CASE WHEN i %% 20 < %d THEN i %% 2 ELSE 2 + (i // 20) %% 8 END AS "
		"p, CASE "
		"WHEN i %% 20 < %d THEN 'CN' WHEN i %% 2 = 0 THEN 'JP' WHEN i %% 3 = 0 "
		"THEN 'US' "
		"WHEN i %% 7 = 0 THEN '' ELSE 'KR' END AS c FROM range(%d) AS x(d), "
		"range(%d) AS "
		"y(s), range(%d) AS z(i))",
		m->first, m->accesses, m->sources, m->accesses, m->sources, m->sensors,
		m->extra, m->popups, m->popups, m->days, m->sensors, m->sources);
}

static const char operators[] =
	"INSERT INTO operator VALUES (4134, 'CHINANET-BACKBONE'), "
	"(2497, 'Internet Initiative Japan'), (2498, 'Example Two'), "
	"(7018, 'AT&T <b>Services</b>')";

void
fixture_talot2(const char *dir, bool outage)
{
	static const struct fixture_month months[] = {
		{ "2005-06-01", 30, 10, 412, 1580, 0, 2 },
		{ "2005-07-01", 31, 10, 415, 1575, 0, 2 },
		{ "2005-08-01", 31, 10, 418, 1590, 0, 2 },
		{ "2005-09-01", 30, 10, 420, 1585, 0, 2 },
		{ "2005-10-01", 31, 10, 421, 1655, 0, 3 },
		{ "2005-11-01", 30, 10, 404, 1811, 115, 6 },
	};
	struct fixture *f = fixture_begin(dir);
	for (int s = 1; s <= 10; s++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "s%02d", s);
		fixture_sensor(f, name, "Asia/Tokyo", 9 * 3600, 1);
	}
	fixture_group(f, "102x/103x udp", 17, 1020, 1039);
	fixture_catalogue(
		f, "INSERT INTO exclusion VALUES ('s03', 6, 22, 22, 'SSH server')");
	fixture_catalogue(f,
		"INSERT INTO site VALUES ('country', 'JP'), "
		"('institution', 'Fixture CERT'), ('tlp', 'CLEAR')");
	fixture_catalogue(f, "%s", operators);
	for (size_t i = 0; i < count_of(months); i++)
		fixture_add_month(f, &months[i]);
	fixture_sql(f,
		"INSERT INTO tuple SELECT DATE '2005-11-01' + d::INTEGER, 's03', 3, 0, "
		"281470681743360 + 67108864 + i, 6, 22, 'scan', 1, 'US', 7018, 20, 60, "
		"3000 "
		"FROM range(30) AS x(d), range(50) AS y(i)");
	if (outage) {
		static const char *const tables[] = { "tuple", "watched" };
		for (size_t i = 0; i < count_of(tables); i++)
			fixture_sql(f,
				"DELETE FROM %s WHERE sensor = 's05' AND day BETWEEN DATE "
				"'2005-11-14' AND DATE '2005-11-16'",
				tables[i]);
	}
	fixture_end(f);
}
