The whole path on a small capture: three sensors, exclusions, packets to nobody.

$ teiten synth prefixes -o p.pcap
  p.pcap
  p.yaml
  p.geo.csv
  p.truth.json
$ teiten config p.yaml >conditions; echo $?
  0
$ teiten read --config p.yaml --lake lake p.pcap
  captures  1 (0 skipped, 0 damaged)
  frames    7700
  packets   4852
  accesses  4852
            2848 frames not counted: no-sensor
$ teiten lake check --lake lake | sed 's/^[0-9]* //'
  files, all as published
$ teiten sql --lake lake --csv "SELECT sensor, excluded, sum(accesses) AS accesses FROM access GROUP BY ALL ORDER BY ALL"
  sensor,excluded,accesses
  east,0,1378
  east,1,518
  north,0,1491
  north,1,474
  west,0,991
$ teiten sql --lake lake --json "SELECT count(DISTINCT (src_hi, src_lo)) AS sources FROM source_day WHERE excluded = 0"
  {"sources":467}
$ teiten figure headline --lake lake --csv 2>note | cut -d , -f 1-3
  accesses,sensors,sensor_days
  3860,3,3
$ cut -c 1-60 note
  teiten figure: warning: the month with most accesses is 2024

Read again, it is the same lake.

$ teiten lake digest --lake lake >before
$ teiten read --config p.yaml --lake lake --quiet p.pcap 2>note; echo $?; sed 's/read on .* UTC/read on DATE/' note
  0
$ teiten lake digest --lake lake | cmp - before

The report is one file with CSV beside it.

$ teiten report --lake lake -o out --quiet; echo $?
  0
$ ls out
  csv
  report.html
$ grep -ci '<!doctype html>' out/report.html
  1
$ grep -oE '(src|href)="https?://[^"]*"' out/report.html
  [1]

Each way to go wrong has its exit status.

$ teiten read --lake lake
  teiten read: an argument is missing: FILE...
  Try 'teiten help read'.
  [2]
$ teiten read --lake lake --detail all p.pcap
  teiten read: --detail is flow, not 'all'
  Try 'teiten help read'.
  [2]
$ teiten read --lake lake --threads 0 p.pcap
  teiten read: --threads is a number from 1 to 64, not '0'
  Try 'teiten help read'.
  [2]
$ teiten read --lake lake nothing.pcap
  teiten read: warning: nothing.pcap: cannot open: No such file or directory
  captures  1 (0 skipped, 1 damaged)
  frames    0
  packets   0
  accesses  0
  [1]
$ head -c 1000 p.pcap >cut.pcap; teiten read --lake cut-lake cut.pcap >out.txt 2>err.txt; echo $?; grep -c cut.pcap err.txt
  1
  1
$ teiten figure no-such-figure --lake lake
  teiten figure: there is no figure 'no-such-figure' (see 'teiten figure list')
  Try 'teiten help figure'.
  [2]
$ teiten figure headline --lake lake --month 2005-13
  teiten figure: --month: '2005-13' is not a month (2005-11)
  Try 'teiten help figure'.
  [2]
$ teiten figure headline --lake empty
  teiten figure: cannot open the lake 'empty': No such file or directory
  [1]
$ teiten sql --lake lake "COPY (SELECT 1) TO 'x'"
  teiten sql: Permission Error: Cannot access file "x" - file system operations are disabled by configuration
  [1]
$ teiten sql --lake lake "SELECT * FROM read_text('p.yaml')" >out.txt 2>&1; echo $?
  1
$ teiten lake nonsense --lake lake
  teiten lake: the first argument is one of check|compact|list|gc|digest, not 'nonsense'
  Try 'teiten help lake'.
  [2]
$ teiten config nothing.yaml
  teiten config: cannot open 'nothing.yaml': No such file or directory
  [1]
