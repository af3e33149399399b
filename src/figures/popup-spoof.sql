-- title.en: Are the senders' addresses real?
-- title.ja: 発信元アドレスは本物か
-- note.en: A population is forged when its addresses send few messages each (16 and less) and stand side by side more often than
-- note.en: random choice within the same networks of 256 would have it (p < 0.01), or fill whole networks. Fewer than 30 sources: no verdict.
-- note.ja: 1アドレスあたり16件以下で、かつ連続するアドレスが同一/24内の無作為選択より有意に多い(p<0.01)か、/24をほぼ埋める
-- note.ja: 場合に「詐称」と判定。発信元が30未満の場合は判定しない。
-- chart: table
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: messages | messages | Messages | 件数
-- column: sources | sources | Sources | 発信元数
-- column: per_source | messages | Messages per source | 発信元あたり件数
-- column: neighbours | % | With a neighbour | 隣接ありの割合
-- column: expected | % | By chance | 偶然の期待値
-- column: p_value | | p | p値
-- column: verdict | | Verdict | 判定
-- finish: forged
-- finish: country
-- finish: rank messages
SELECT src_hi, src_lo, country, count(*) AS messages
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last) AND src_hi = 0
GROUP BY src_hi, src_lo, country
ORDER BY country, src_lo
LIMIT 500000
