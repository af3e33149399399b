-- title.en: Calls for a P2P node that had the address before
-- title.ja: 以前の利用者のP2Pノード宛てに届く通信
-- note.en: Nobody aims at the address: the calls thin out by themselves. The curves are those that IIJ measured in 2008; other
-- note.en: programs come out as the nearest of the three.
-- note.ja: 現在の利用者を狙ったものではなく、自然に減少する。曲線はIIJの2008年の測定によるもので、他のソフトウェアは最も近いものに分類される。
-- chart: table
-- column: sensor | | Sensor | 観測点
-- column: port | | Port | ポート
-- column: profile | | Nearest curve | 最も近い傾向
-- column: probability | % | Probability | 確率
-- column: began | | Since | 開始日
-- column: first_day | calls | First day | 初日
-- column: second_day | calls | Second day | 2日目
-- column: sources | sources | Sources (about) | 発信元数(概数)
-- column: end_days | days | Expected end, days | 終息見込み(日)
-- finish: port
-- finish: rank first_day
SELECT sensor, :key AS key, profile, probability_percent AS probability, day AS began,
	first_day, second_day, sources_est AS sources, expected_end_days AS end_days
FROM p2p_inherited
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
