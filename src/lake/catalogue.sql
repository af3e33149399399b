-- catalogue.sql - the schema of LAKE/catalogue.sqlite (WAL).  All text is UTF-8; days are
-- numbers since 1970-01-01, times are UTC epoch seconds unless they end in _ns.
CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ingest (
	id INTEGER PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('open', 'done')),
	started INTEGER NOT NULL,
	finished INTEGER,
	frames INTEGER NOT NULL DEFAULT 0,
	packets INTEGER NOT NULL DEFAULT 0
);
-- What was read, so that reading it again does not count it twice.
CREATE TABLE IF NOT EXISTS capture (
	id INTEGER PRIMARY KEY,
	ingest INTEGER NOT NULL REFERENCES ingest,
	name TEXT NOT NULL,
	hash TEXT NOT NULL,
	bytes INTEGER NOT NULL,     -- uncompressed
	disk_bytes INTEGER NOT NULL DEFAULT 0,
	frames INTEGER NOT NULL,
	first_ns INTEGER,
	last_ns INTEGER,
	damaged INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS capture_hash ON capture (hash);
-- Frames that are no packets, by reason, for each capture.
CREATE TABLE IF NOT EXISTS dropped (
	capture INTEGER NOT NULL REFERENCES capture,
	reason TEXT NOT NULL,
	frames INTEGER NOT NULL,
	PRIMARY KEY (capture, reason)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
	id INTEGER PRIMARY KEY,
	dataset TEXT NOT NULL,
	sensor TEXT NOT NULL,       -- '' when the file holds several
	first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	path TEXT NOT NULL UNIQUE,  -- relative to the lake
	rows INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	hash TEXT NOT NULL,         -- XXH3-128 of the file
	ingest INTEGER NOT NULL,
	changed INTEGER NOT NULL DEFAULT 0, -- when it came into its state
	state TEXT NOT NULL CHECK (state IN ('staged', 'live', 'retired', 'quarantined'))
);
-- Files are named by their ingest: the next one must be above all that there are.
CREATE INDEX IF NOT EXISTS file_ingest ON file (ingest);
CREATE INDEX IF NOT EXISTS file_live ON file (dataset, state, first_day);
-- When each capture observed each sensor: what coverage is computed from.
CREATE TABLE IF NOT EXISTS observed (
	ingest INTEGER NOT NULL REFERENCES ingest,
	sensor TEXT NOT NULL,
	start_s INTEGER NOT NULL,
	end_s INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS observed_sensor ON observed (sensor, start_s);
-- Bins whose tuples the edge dataset keeps.
CREATE TABLE IF NOT EXISTS edge_bin (bin INTEGER PRIMARY KEY);
-- The description of the site as of the last ingest.
CREATE TABLE IF NOT EXISTS site (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sensor (
	name TEXT PRIMARY KEY,
	place TEXT NOT NULL,
	zone TEXT NOT NULL,
	mirror INTEGER NOT NULL,
	addresses INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sensor_prefix (sensor TEXT NOT NULL, prefix TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sensor_span (
	sensor TEXT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('observed', 'outage')),
	start_s INTEGER NOT NULL,
	end_s INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS exclusion (
	sensor TEXT NOT NULL,
	proto INTEGER NOT NULL,
	port_first INTEGER NOT NULL,
	port_last INTEGER NOT NULL,
	reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS port_group (
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	proto INTEGER NOT NULL,
	port_first INTEGER NOT NULL,
	port_last INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS calendar (
	position INTEGER NOT NULL,
	is_patch INTEGER NOT NULL,
	name TEXT NOT NULL,
	rule TEXT NOT NULL,
	first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL
);
-- Days whose details were given up while their totals stayed.
CREATE TABLE IF NOT EXISTS given_up (
	sensor TEXT NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (sensor, day)
) WITHOUT ROWID;
-- Names of network operators seen, so that a report needs no database of its own.
CREATE TABLE IF NOT EXISTS operator (asn INTEGER PRIMARY KEY, name TEXT NOT NULL);
