// text.ts - numbers, dates and the few words that charts need, in both languages.
import type { Lang } from './data';

const en = {
  other: 'other',
  gap: 'not observed',
  observed: 'observed',
  ordinary: 'ordinary range',
  unknown: 'unknown',
  share: 'share',
  total: 'total',
  log: 'logarithmic',
  nothing: 'No data for this period',
};
const ja: typeof en = {
  other: 'その他',
  gap: '観測なし',
  observed: '観測値',
  ordinary: '平常の範囲',
  unknown: '不明',
  share: '比率',
  total: '合計',
  log: '対数目盛',
  nothing: 'この期間のデータはない',
};

export function word(lang: Lang, key: keyof typeof en): string {
  return (lang === 'ja' ? ja : en)[key];
}

/** Exact, with thousands separators; reals keep at most `digits` decimals. */
export function exact(v: number | null, digits = 2): string {
  if (v === null) return '–';
  return v.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** Short axis label: 1,200 / 12k / 1.2M; in Japanese 1.2万, 120万, 1.2億. */
export function brief(v: number, lang: Lang): string {
  const a = Math.abs(v);
  const cut = (x: number) => String(Number(x.toPrecision(3)));
  if (lang === 'ja') {
    if (a >= 1e8) return cut(v / 1e8) + '億';
    if (a >= 1e4) return cut(v / 1e4) + '万';
    return exact(v);
  }
  if (a >= 1e9) return cut(v / 1e9) + 'G';
  if (a >= 1e6) return cut(v / 1e6) + 'M';
  if (a >= 1e4) return cut(v / 1e3) + 'k';
  return exact(v);
}

export function percent(v: number | null): string {
  return v === null ? '–' : v.toFixed(1) + ' %';
}

/** "2005-11-03" -> "3"; used where the title names the month. */
export function dayOfMonth(day: string): string {
  const m = /^\d{4}-\d{2}-(\d{2})/.exec(day);
  return m ? String(Number(m[1])) : day;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** "2005-11" (or a day of it) -> "Nov 2005" / "2005年11月". */
export function monthName(text: string, lang: Lang): string {
  const m = /^(\d{4})-(\d{2})/.exec(text);
  if (!m) return text;
  if (lang === 'ja') return `${m[1]}年${Number(m[2])}月`;
  return `${months[Number(m[2]) - 1]} ${m[1]}`;
}

/** 0 Sunday .. 6 Saturday of a calendar date. */
export function weekday(day: string): number {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  return m ? new Date(Date.UTC(+m[1], +m[2] - 1, +m[3])).getUTCDay() : -1;
}

/** Names with numbers in them in the order that people expect: s2 before s10. */
export function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
