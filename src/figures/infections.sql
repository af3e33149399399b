-- title.en: Infected hosts by country
-- title.ja: 国・地域別の感染端末数
-- note.en: Hosts whose connections were judged to be commanded by IRC. A connection was set up, so their addresses are real.
-- note.ja: IRCにより指令を受けていると判定した端末。接続が成立しているため、アドレスは詐称されていない。
-- chart: shares
-- column: label | | Country | 国・地域
-- column: country | | Code | コード
-- column: hosts | hosts | Infected hosts | 感染端末数
-- column: share_hosts | % | Share of hosts | 端末数の割合
-- column: operators | | Operators | 事業者数
-- column: servers | servers | C&C servers they use | 接続先のC&Cサーバ数
-- column: botnets | | Botnets | ボットネット数
-- column: sessions | connections | Connections | 接続数
-- finish: country
-- finish: country-label
-- finish: rank hosts
-- finish: share share_hosts hosts
SELECT country, uniqExact(src_hi, src_lo) AS hosts, uniqExact(asn) AS operators,
	uniqExact(dst_hi, dst_lo, dport) AS servers, uniqExact(botnet) AS botnets,
	count(*) AS sessions
FROM irc
WHERE verdict = 'cnc' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY country
