A configuration says what is observed; `teiten config` says how it was understood.

$ printf 'country: JP\nsensors:\n- name: tokyo-1\n  addresses: [192.0.2.0/24]\n  zone: Asia/Tokyo\n  outages: [2005-11-12]\n  exclusions: [22/tcp]\n' >t.yaml
$ teiten config check t.yaml
  institution  tlp    country  geo  port_groups                   calendar
               CLEAR  JP            102x/103x udp: 1020-1039/udp  patch Microsoft: second Tuesday from 2003-10-01
  
  sensor   prefixes      addresses  zone        place  interface  mirror  observed  outages                                              exclusions
  tokyo-1  192.0.2.0/24        256  Asia/Tokyo                    no                2005-11-12T00:00:00+09:00/2005-11-13T00:00:00+09:00  22/tcp
$ teiten config --json t.yaml
  {"sensor":"tokyo-1","prefixes":"192.0.2.0/24","addresses":256,"zone":"Asia/Tokyo","place":"","interface":"","mirror":"no","observed":null,"outages":"2005-11-12T00:00:00+09:00/2005-11-13T00:00:00+09:00","exclusions":"22/tcp","institution":"","tlp":"CLEAR","country":"JP","geo":"","port_groups":"102x/103x udp: 1020-1039/udp","calendar":"patch Microsoft: second Tuesday from 2003-10-01"}
$ : >empty.yaml; teiten config empty.yaml
  institution  tlp    country  geo  port_groups                   calendar
               CLEAR                102x/103x udp: 1020-1039/udp  patch Microsoft: second Tuesday from 2003-10-01
  
  sensor   prefixes  addresses  zone  place  interface  mirror  observed  outages  exclusions
  default  all               -  UTC                     yes                        

A calendar may be a file of its own.

$ printf 'calendar: days.yaml\n' >t.yaml; printf -- '- {watch: Summit, from: 2008-07-07, to: 2008-07-09}\n- {patch: Oracle, on: third Tuesday}\n' >days.yaml; teiten config t.yaml | head -2
  institution  tlp    country  geo  port_groups                   calendar
               CLEAR                102x/103x udp: 1020-1039/udp  watch Summit: from 2008-07-07 to 2008-07-09; patch Oracle: third Tuesday
$ printf -- '- {watch: Summit}\n' >days.yaml; teiten config t.yaml
  teiten config: days.yaml:1: 'Summit' needs a day ('on'), or 'from' and 'to'
  [1]

Mistakes are named with their line.

$ printf 'sensors:\n- name: a\n  adresses: [192.0.2.0/24]\n' >t.yaml; teiten config t.yaml
  teiten config: t.yaml:3: unknown key 'adresses' (known here: name, addresses, zone, place, interface, mirror, observed, outages, exclusions)
  [1]
$ printf 'sensors:\n- name: a\n  addresses:\n  - 192.0.2.0/24\n- name: b\n  addresses: [192.0.2.7]\n' >t.yaml; teiten config t.yaml
  teiten config: t.yaml:6: 192.0.2.7/32 of sensor 'b' overlaps 192.0.2.0/24 of sensor 'a' (line 4)
  [1]
$ printf 'sensors:\n- name: a\n  zone: Asia/Edo\n' >t.yaml; teiten config t.yaml
  teiten config: t.yaml:3: time zone 'Asia/Edo' is not in /usr/share/zoneinfo/
  [1]
$ printf 'institution: "\\e[31mred"\n' >t.yaml; teiten config t.yaml
  teiten config: t.yaml:1: 'institution' holds a control character
  [1]
$ printf 'geo: g.csv\n' >t.yaml; printf '10.0.0.0/8,JP\n10.0.0.0/8,CN\n' >g.csv; teiten config t.yaml
  teiten config: t.yaml: geo: g.csv:2: 10.0.0.0/8 is given twice (line 1)
  [1]
$ teiten config missing.yaml
  teiten config: cannot open 'missing.yaml': No such file or directory
  [1]
$ teiten config chekc t.yaml
  teiten config: there is no 'config chekc'; there is 'config check'
  Try 'teiten help config'.
  [2]
$ teiten config
  teiten config: an argument is missing: [check] FILE
  Try 'teiten help config'.
  [2]
