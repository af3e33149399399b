-- title.en: Pop-ups by destination port
-- title.ja: ポップアップスパムの宛先ポート
-- note.en: Recognised by content on any UDP port. Sources are forged at will and are no measure of senders.
-- note.ja: UDPの全ポートを対象に内容で判定。発信元は容易に詐称できるため、送信者の数を表さない。
-- chart: shares
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: messages | messages | Messages | 件数
-- column: share_messages | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: port
-- finish: rank messages
-- finish: share share_messages messages
SELECT proto * 65536 + dport AS key, count(*) AS messages, uniqExact(src_hi, src_lo) AS sources
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY proto, dport
