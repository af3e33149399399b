-- title.en: How long a sensor waits for its first visitor
-- title.ja: 観測開始から最初のアクセスまでの時間
-- note.en: From each start of a sensor in the six months that is known to be one, after five minutes or
-- note.en: more in which nothing was observed, to the first access and to the first attack that was recognised by content
-- note.en: (Slammer, RPC and SMB exploits). Median of Kaplan and Meier, which takes starts that ended
-- note.en: before anything came for what they are, with its interval of 95 %.
-- note.ja: 6か月間の観測開始(5分以上の中断の後)から、最初のアクセスと、内容で識別した最初の攻撃
-- note.ja: (Slammer、RPC・SMBの脆弱性への攻撃)までの時間。中央値はカプラン・マイヤー法による推定値で、
-- note.ja: 何も届かないまま終わった観測も考慮する。区間は95%信頼区間。
-- chart: table
-- column: event | | Until the | 事象
-- column: starts | starts | Starts | 観測開始数
-- column: reached | starts | Of these reached | うち到達
-- column: median_s | s | Median | 中央値
-- column: low_s | s | From | 区間下限
-- column: high_s | s | To | 区間上限
-- column: within_hour | % | Within one hour | 1時間以内
-- finish: first-probe
SELECT what, sensor, at_us, n
FROM :starts AS s
ORDER BY sensor, at_us, what DESC
