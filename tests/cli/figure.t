Figures: which there are, one, several in one run, and what is refused.

$ teiten figure list --csv | sed -n '1p;/^headline/p;/^trend/p'
  figure,chart,title,title_ja
  headline,tiles,"The month in numbers",今月の数字
  trend,trend,"Accesses and sources per sensor and day, six months",1観測点・1日あたりのアクセス数と発信元数(6か月)
$ teiten figure no-such-figure
  teiten figure: there is no figure 'no-such-figure' (see 'teiten figure list')
  Try 'teiten help figure'.
  [2]
$ teiten figure headline --lake nowhere
  teiten figure: cannot open the lake 'nowhere': No such file or directory
  [1]
$ teiten figure headline --month 2005-13
  teiten figure: --month: '2005-13' is not a month (2005-11)
  Try 'teiten help figure'.
  [2]
$ teiten figure headline --country Japan
  teiten figure: --country takes two letters, as in JP, not 'Japan'
  Try 'teiten help figure'.
  [2]

Without a month it takes the busiest, and says so.

$ teiten synth prefixes -o p.pcap >/dev/null && teiten read --config p.yaml --lake lake p.pcap >/dev/null 2>&1
$ teiten figure kinds --lake lake 2>&1 | cut -d ' ' -f 1-9
  teiten figure: warning: the month with most accesses is
  kind        
  scan (asks for a reply)  scan  
  backscatter (replies)    backscatter   
$ TEITEN_LAKE=lake teiten figure kinds --csv --lang ja 2>/dev/null | cut -d , -f 1-4
  kind,kind_id,accesses,share_accesses
  スキャン(応答を求めるもの),scan,3595,93.1
  跳ね返り(応答),backscatter,265,6.9
$ TEITEN_LAKE=lake teiten figure headline kinds --json 2>/dev/null | cut -c 1-34
  {"figure":"headline","accesses":38
  {"figure":"kinds","kind":"scan (as
  {"figure":"kinds","kind":"backscat

Questions of one's own see the datasets, and nothing else.

$ teiten sql --lake lake --csv "SELECT sensor, sum(accesses) AS accesses FROM access WHERE excluded = 0 GROUP BY sensor ORDER BY sensor"
  sensor,accesses
  east,1378
  north,1491
  west,991
$ teiten sql --lake lake "SELECT count(*) AS n FROM read_text('p.yaml')" 2>&1 | cut -d '"' -f 1
  teiten sql: Permission Error: Cannot access file 
$ teiten sql --lake lake "COPY access TO 'x.csv'" 2>&1 | cut -d '"' -f 1
  teiten sql: Permission Error: Cannot access file 
$ teiten sql --lake lake "SET threads = 1"
  teiten sql: only SELECT, or EXPLAIN of a SELECT, is allowed here
  [1]
$ teiten sql --lake lake "SELECT 1; SELECT 2"
  teiten sql: one statement at a time, not 2
  [1]
$ teiten sql --lake lake "SELECT nothing FROM access" 2>&1 | cut -c 1-50
  teiten sql: Binder Error: Referenced column "nothi
$ teiten sql
  teiten sql: an argument is missing: SELECT
  Try 'teiten help sql'.
  [2]

What a bot sends is a secret in public, and evidence for the operator.

$ teiten synth irc-bot -o b.pcap >/dev/null && teiten read --config b.yaml --lake bots b.pcap >/dev/null 2>&1
$ teiten figure cnc-dialogue --lake bots --month 2008-12 --csv
  botnet_name,source,port,server_name,password,channels,nicks,orders,sessions
  6a318e,(withheld),6767/tcp,*.***********.*******,***,"#s3k4nt ***",ESP|XP|\d{5},"boss: .ddos ***.*.*.** 80 600",1
$ teiten figure cnc-dialogue --lake bots --month 2008-12 --csv --internal
  botnet_name,source,port,server_name,password,channels,nicks,orders,sessions
  6a318e,10.3.110.141,6767/tcp,c.rvsanmiguel.example,m4s3rvp4ssz,"#s3k4nt m4n0sp4z",ESP|XP|\d{5},"boss: .ddos 192.0.2.99 80 600",1
$ teiten figure cnc --lake bots --month 2008-12 --csv --internal
  botnet_name,servers,source,port,unusual_port,country_name,placement,state,first_order,hosts,sessions,members
  6a318e,1,10.3.110.141,6767/tcp,1,"United States","dedicated or infected server",active,"2008-12-11 09:00:58",1,1,3
$ teiten synth irc-botnet -o n.pcap >/dev/null && teiten read --config n.yaml --lake net n.pcap >/dev/null 2>&1
$ teiten figure cnc-dialogue --lake net --month 2008-12 --csv | cut -d , -f 2,3,7,8
  source,port,nicks,orders
  (withheld),6667/tcp,damn-\d{10},
  (withheld),6669/tcp,damn-\d{10},
  (withheld),8080/tcp,damn-\d{10},"boss: !ddos ****:***::* 80 60"

In public a network is named when five of its sources scanned.

$ teiten synth scan-survey -o v.pcap >/dev/null && teiten read --config v.yaml --lake survey v.pcap >/dev/null 2>&1
$ teiten figure scan-top --lake survey --month 2024-10 --csv
  source,country_name,operator,asn,survey,tool,sources,events,packets,targets,ports,per_minute
  162.142.125.0/24,unknown,unknown,,Censys,"zmap before 4.1",6,6,1536,238,1,8605
  (withheld),China,"Example Backbone CN",64500,,unknown,1,1,256,238,1,8605
  (withheld),China,"Example Backbone CN",64500,,unknown,1,1,256,238,1,8605
  (withheld),China,"Example Backbone CN",64500,,unknown,1,1,256,238,1,8605
