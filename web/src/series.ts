// series.ts - charts over days, months and hours: stacked bars, bars with a line, lines.
import type { Context, Draw, Drawing, Line } from './kit';
import { base, categoryAxis, hatch, legend, nice, tip, tooltip, valueAxis } from './kit';
import { Cell, Column, Figure, column, distinct, num, str } from './data';
import { colourOf, isOther, keyColumns, timeColumns } from './names';
import { shares } from './shares';
import { brief, dayOfMonth, exact, monthName, percent, weekday, word } from './text';

function axisText(col: Column, value: string, cx: Context): string {
  if (col.name === 'month') return monthName(value, cx.lang);
  if (col.name === 'hour') return value;
  return dayOfMonth(value);
}

function axisTitle(col: Column, value: string, cx: Context): string {
  if (col.name === 'hour') return cx.lang === 'ja' ? `${value}時台` : `${value}:00 – ${value}:59`;
  if (col.name === 'month') return monthName(value, cx.lang);
  const names = cx.lang === 'ja' ? '日月火水木金土' : 'SMTWTFS';
  const w = weekday(value);
  if (w < 0) return value;
  return cx.lang === 'ja' ? `${value}(${names[w]})` :
    `${value} ${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][w]}`;
}

export interface Pivot {
  x: string[];
  keys: string[];
  at: (x: string, key: string) => number | null;
  sum: (key: string) => number;
  gaps: Set<string>;
  /** share of the time that was not observed, where some was not */
  missing: Map<string, number>;
}

const empty = (cell: Cell | undefined) => cell === null || cell === undefined;

/** Rows of (x, key, value) as a table; a gap is a row whose flag is set or whose value is
 *  null for every key. */
export function pivot(f: Figure, xCol: number, keyCol: number, valueCol: number): Pivot {
  const gapCol = column(f, 'gap', 'is_gap');
  const cells = new Map<string, Map<string, number | null>>();
  const sums = new Map<string, number>();
  const coverageCol = column(f, 'coverage');
  const gaps = new Set<string>();
  const missing = new Map<string, number>();
  for (const row of f.rows) {
    const x = str(row[xCol]);
    const key = keyCol < 0 ? '' : str(row[keyCol]);
    const v = num(row[valueCol]);
    let col = cells.get(x);
    if (!col) cells.set(x, (col = new Map()));
    if (gapCol >= 0 && num(row[gapCol])) gaps.add(x);
    const seen = coverageCol < 0 ? null : num(row[coverageCol]);
    if (seen !== null && seen < 99.95) missing.set(x, 1 - seen / 100);
    if (keyCol >= 0 && (key === '' || empty(row[keyCol]))) continue;
    col.set(key, v);
    sums.set(key, (sums.get(key) ?? 0) + (v ?? 0));
  }
  if (gapCol < 0)
    for (const [x, col] of cells)
      if ([...col.values()].every((v) => v === null)) gaps.add(x);
  for (const x of gaps) missing.set(x, 1);
  return {
    missing,
    x: distinct(f, xCol),
    keys: [...sums.keys()],
    at: (x, key) => cells.get(x)?.get(key) ?? null,
    sum: (key) => sums.get(key) ?? 0,
    gaps,
  };
}

/** Largest first, "other" last. */
export function ranked(p: Pivot): string[] {
  return [...p.keys].sort((a, b) =>
    Number(isOther(a)) - Number(isOther(b)) || p.sum(b) - p.sum(a) || (a < b ? -1 : 1));
}

interface Shape {
  kind: 'bar' | 'line';
  stack: boolean;
  /** name and values of a line drawn over everything */
  line?: { name: string; at: (x: string) => number | null };
  height?: number;
}

function axisExtra(col: Column, xs: string[], cx: Context): object {
  return {
    axisLabel: {
      color: cx.theme.soft,
      hideOverlap: true,
      interval: col.name === 'hour' ? (cx.width < 620 ? 5 : 1) : cx.width < 620 ? 'auto' : 0,
      formatter: (v: string) => axisText(col, v, cx),
    },
    boundaryGap: true,
    data: xs,
  };
}

export function timeChart(f: Figure, cx: Context, xCol: number, p: Pivot, valueCol: Column, shape: Shape): Drawing {
  const keys = ranked(p);
  const stacked = shape.stack ? keys : [];
  const names = keys.length === 1 && keys[0] === '' ? [] : [...keys];
  if (shape.line) names.push(shape.line.name);
  if (p.missing.size) names.push(word(cx.lang, 'gap'));
  const lg = names.length > 1 ? legend(cx, names) : { option: { show: false }, right: 16, bottom: 8 };
  const series: object[] = keys.map((key) => ({
    name: key || valueCol.title,
    type: shape.kind,
    stack: shape.stack ? 'all' : undefined,
    data: p.x.map((x) => (p.gaps.has(x) ? null : p.at(x, key))),
    barCategoryGap: '18%', barMaxWidth: 96,
    symbolSize: 5,
    showSymbol: p.x.length <= 12,
    lineStyle: { width: 2 },
    connectNulls: false,
    itemStyle: {
      color: key === '' ? cx.theme.main : colourOf(cx, key),
      borderColor: shape.stack ? cx.theme.page : 'transparent',
      borderWidth: shape.stack ? 0.4 : 0,
    },
    emphasis: { focus: 'none' },
  }));
  if (shape.line)
    series.push({
      name: shape.line.name, type: 'line', symbolSize: 5, z: 5,
      data: p.x.map((x) => shape.line!.at(x)),
      lineStyle: { width: 2, color: cx.theme.text },
      itemStyle: { color: cx.theme.text },
      connectNulls: false,
    });
  const counts = f.rows.every((r) => Number.isInteger(num(r[f.columns.indexOf(valueCol)]) ?? 0));
  const yAxis: object[] = [valueAxis(cx, {
    ...(counts ? { minInterval: 1 } : {}),
    name: valueCol.title, nameLocation: 'end', nameGap: 10,
    nameTextStyle: { color: cx.theme.soft, align: 'left', fontSize: 11, padding: [0, 0, 0, -6] },
  })];
  if (p.missing.size) {
    // Hangs from the top: as much of the height as of the time is missing.
    yAxis.push({ type: 'value', min: 0, max: 1, inverse: true, show: false });
    series.push({
      name: word(cx.lang, 'gap'), type: 'bar', yAxisIndex: 1, z: 0, silent: true,
      barGap: '-100%', barCategoryGap: '0%',
      data: p.x.map((x) => p.missing.get(x) ?? null), itemStyle: hatch(cx),
    });
  }
  const xc = f.columns[xCol];
  const describe = (i: number) => describePoint(p, p.x[i], names.length ? stacked.concat(shape.stack ? [] : keys) : keys, valueCol, cx, shape);
  return {
    height: shape.height ?? (cx.print ? 285 : cx.width < 620 ? 300 + lg.bottom : 400),
    option: {
      ...base(cx),
      grid: { left: 8, right: lg.right, top: 34, bottom: lg.bottom, containLabel: true },
      legend: { ...(lg.option as object), data: names },
      xAxis: categoryAxis(cx, p.x, axisExtra(xc, p.x, cx)),
      yAxis,
      series,
      tooltip: tooltip(cx, {
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: cx.theme.dark ? '#ffffff14' : '#0000000d' } },
        formatter: (params: { dataIndex: number }[]) => {
          const i = params[0]?.dataIndex ?? 0;
          return tip(axisTitle(xc, p.x[i], cx), describe(i));
        },
      }),
    },
  };
}

function describePoint(p: Pivot, x: string, keys: string[], col: Column, cx: Context, shape: Shape): Line[] {
  if (p.gaps.has(x)) return [{ label: word(cx.lang, 'gap'), value: '–' }];
  const part = p.missing.get(x);
  const lines: Line[] = keys.map((key) => ({
    label: key || col.title,
    value: nice(p.at(x, key), col.unit),
    colour: key ? colourOf(cx, key) : cx.theme.main,
  }));
  if (shape.line)
    lines.push({ label: shape.line.name, value: nice(shape.line.at(x), col.unit), colour: cx.theme.text, strong: true });
  else if (shape.stack && keys.length > 1) {
    const total = keys.reduce((s, key) => s + (p.at(x, key) ?? 0), 0);
    lines.push({ label: word(cx.lang, 'total'), value: nice(total, col.unit), strong: true });
  }
  if (part) lines.push({ label: word(cx.lang, 'gap'), value: percent(100 * part) });
  return lines;
}

export const measures = [
  'accesses_per_hour', 'packets_per_sensor', 'accesses_per_sensor_day', 'accesses', 'sources', 'source_days', 'packets',
  'sources_per_sensor_day', 'rate', 'value', 'share', 'accesses_per_source',
];

export function measureColumn(f: Figure): number {
  const named = column(f, ...measures);
  if (named >= 0) return named;
  return f.columns.findIndex((_, i) => f.rows.some((r) => typeof r[i] === 'number'));
}

/** Bars over a number that counts something: how many sources reached 1, 2, ... sensors. */
const counted: Draw = (f, cx) => {
  if (!f.rows.length || f.columns[0].name !== 'sensors') return null;
  const xs = f.rows.map((r) => str(r[0]));
  const col = f.columns[1];
  const peak = Math.max(1, ...f.rows.map((r) => num(r[1]) ?? 0));
  // Few sources reach many sensors: on a plain scale they would not be seen.
  const log = f.rows.some((r) => (num(r[1]) ?? 0) > 0 && (num(r[1]) ?? 0) < peak / 200);
  return {
    height: 320,
    option: {
      ...base(cx),
      grid: { left: 8, right: 16, top: 48, bottom: 26, containLabel: true },
      xAxis: categoryAxis(cx, xs, { name: f.columns[0].title, nameLocation: 'middle', nameGap: 26,
        nameTextStyle: { color: cx.theme.soft, fontSize: 11 } }),
      yAxis: valueAxis(cx, {
        ...(log ? { type: 'log', min: 0.8 } : {}),
        name: log ? `${col.title} (${word(cx.lang, 'log')})` : col.title, nameGap: 24,
        nameTextStyle: { color: cx.theme.soft, align: 'left', fontSize: 11, padding: [0, 0, 0, -6] },
        axisLabel: { color: cx.theme.soft, formatter: (v: number) => (v < 1 ? '' : brief(v, cx.lang)) },
      }),
      series: [{
        type: 'bar', barMaxWidth: 56, data: f.rows.map((r) => num(r[1])), itemStyle: { color: cx.theme.main },
        label: { show: xs.length <= 16, position: 'top', color: cx.theme.text, formatter: (d: { value: number | null }) => exact(d.value) },
      }],
      tooltip: tooltip(cx, {
        trigger: 'axis', axisPointer: { type: 'none' },
        formatter: (d: { dataIndex: number }[]) => tip(`${f.columns[0].title}: ${xs[d[0].dataIndex]}`,
          f.columns.slice(1).map((c, i) => ({ label: c.title, value: nice(num(f.rows[d[0].dataIndex][i + 1]), c.unit) }))),
      }),
    },
  };
};

/** Bars over time, stacked by the key column when there is one. */
export const bars: Draw = (f, cx) => {
  const xCol = column(f, ...timeColumns);
  if (xCol < 0) return counted(f, cx) ?? shares(f, cx);
  if (!f.rows.length) return null;
  const keyCol = f.columns.findIndex((c, i) => i !== xCol && keyColumns.includes(c.name));
  const valueCol = measureColumn(f);
  const p = pivot(f, xCol, keyCol, valueCol);
  const lineCol = column(f, 'day_sources', 'total_sources', 'total', 'day_total');
  let line: Shape['line'];
  if (lineCol >= 0) {
    const totals = new Map<string, number | null>();
    for (const row of f.rows)
      totals.set(str(row[xCol]), num(row[lineCol]) ?? totals.get(str(row[xCol])) ?? null);
    line = { name: f.columns[lineCol].title, at: (x) => (p.gaps.has(x) ? null : totals.get(x) ?? null) };
  }
  return timeChart(f, cx, xCol, p, f.columns[valueCol], { kind: 'bar', stack: true, line });
};

export const lines: Draw = (f, cx) => {
  const xCol = column(f, ...timeColumns);
  if (xCol < 0 || !f.rows.length) return null;
  const keyCol = f.columns.findIndex((c, i) => i !== xCol && keyColumns.includes(c.name));
  const valueCol = measureColumn(f);
  const p = pivot(f, xCol, keyCol, valueCol);
  return timeChart(f, cx, xCol, p, f.columns[valueCol], { kind: 'line', stack: false });
};
