What captures hold without a lake: lines, EVE, CSV, digests; what is recognised, and how.

$ teiten synth floods -o f.pcap >/dev/null
$ teiten detect --config f.yaml f.pcap | cut -d ' ' -f 2-6
  backscatter 10.0.200.228 80 TCP vector="SYN
  backscatter 10.0.213.130 80 TCP vector="SYN
  backscatter 10.0.79.51 80 TCP vector="TCP
  backscatter 10.0.200.228 80 TCP vector="SYN
$ teiten detect --config f.yaml --json f.pcap | head -n 1
  {"timestamp":"2024-10-08T01:00:00.000000+0000","event_type":"backscatter","src_ip":"10.0.200.228","src_port":80,"proto":"TCP","src_country":"JP","src_asn":64496,"pcap_cnt":3,"pcap_filename":"f.pcap","end":"2024-10-08T01:01:19.200000+0000","packets":100,"backscatter":{"vector":"SYN flood","port":80,"ports":1,"answered_est":97,"per_minute":75,"pps_est":20971520,"least_pps":8388608,"duration_s":79,"syn_ack":100,"rst":0,"icmp_errors":0,"why":"100 answers (25 at least) in 79 s (60), 75 in the busiest minute (30); 100 SYN+ACK, 0 RST, 0 ICMP errors; 0 packets asked for them"}}
$ teiten detect --config f.yaml --csv --only backscatter f.pcap | cut -d , -f 1-8,13-20
  timestamp,end,detector,src_ip,src_port,dest_ip,dest_port,proto,vector,port,ports,answered_est,per_minute,pps_est,least_pps,duration_s
  2024-10-08T01:00:00.000000+0000,2024-10-08T01:01:19.200000+0000,backscatter,10.0.200.228,80,,0,TCP,"SYN flood",80,1,97,75,20971520,8388608,79
  2024-10-08T01:00:00.000000+0000,2024-10-08T01:04:59.000000+0000,backscatter,10.0.213.130,80,,0,TCP,"SYN flood",80,1,238,60,16777216,8388608,299
  2024-10-08T01:00:00.000000+0000,2024-10-08T01:05:28.900000+0000,backscatter,10.0.79.51,80,,0,TCP,"TCP flood",80,1,238,55,15379114,8388608,328
  2024-10-08T01:06:40.000000+0000,2024-10-08T01:07:59.200000+0000,backscatter,10.0.200.228,80,,0,TCP,"SYN flood",80,1,97,75,20971520,8388608,79
$ teiten detect --config f.yaml --digest f.pcap | cut -c 1-70
  detector     source        findings  packets  targets_est  port  first
  backscatter  10.0.200.228         2      200            1     0  2024-
  backscatter  10.0.79.51           1      300            1     0  2024-
  backscatter  10.0.213.130         1      300            1     0  2024-
$ teiten detect --config f.yaml --quiet --exit-code f.pcap >/dev/null; echo $?
  3
$ teiten detect --config f.yaml --only scan --exit-code f.pcap; echo $?
  0
$ teiten detect --only nosuch f.pcap; echo $?
  teiten detect: there is no detector 'nosuch': see 'teiten detector list'
  Try 'teiten help detect'.
  2
$ teiten detect nosuch.pcap; echo $?
  teiten detect: warning: nosuch.pcap: cannot open: No such file or directory
  1
$ head -c 1000 f.pcap >cut.pcap
$ teiten detect cut.pcap; echo $?
  teiten detect: warning: cut.pcap: damaged at byte 934: the file ends 66 bytes into a record of at least 70
  1
$ teiten detect; echo $?
  teiten detect: an argument is missing: FILE...
  Try 'teiten help detect'.
  2
$ teiten detector list --csv | grep '^backscatter'
  backscatter,watch,"the target of a flood with forged sources, by its answers"
$ teiten detector show backscatter | head -n 4
  backscatter: the target of a flood with forged sources, by its answers
  
  Answers of one address and protocol (SYN+ACK, RST, ICMP errors by what they
  quote, structural UDP answers) that nobody here asked for: at least 25 packets
$ teiten detector show backscatter --json | head -n 1
  {"field":"vector","type":"text","meaning":"kind of the flood, by the answers"}
$ teiten detector show; echo $?
  teiten detector: show what? See 'teiten detector list'
  Try 'teiten help detector'.
  2
$ teiten detector show nosuch; echo $?
  teiten detector: there is no detector 'nosuch': see 'teiten detector list'
  Try 'teiten help detector'.
  2
$ teiten detector burn; echo $?
  teiten detector: the first argument is one of list|show, not 'burn'
  Try 'teiten help detector'.
  2
$ teiten detector list scan; echo $?
  teiten detector: list takes no name
  Try 'teiten help detector'.
  2
