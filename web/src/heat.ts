// heat.ts - tables as colour: region by port, sensor by day.
import { Figure, column } from './data';
import type { Context, Draw } from './kit';
import { base, categoryAxis, hatch, labelWidth, nice, short, tip, tooltip } from './kit';
import { isOther, keyColumns, timeColumns } from './names';
import { measureColumn, pivot } from './series';
import { brief, dayOfMonth, inOrder, word } from './text';

function pair(f: Figure): [number, number] {
  const time = column(f, ...timeColumns);
  const keys = f.columns.flatMap((c, i) => (keyColumns.includes(c.name) && i !== time ? [i] : []));
  if (time >= 0 && keys.length) return [time, keys[0]];
  return keys.length >= 2 ? [keys[1], keys[0]] : [-1, -1];
}

/** The colour steps follow the square root: one great cell must not hide the others. */
function shade(cx: Context, v: number, peak: number): string {
  const steps = cx.theme.heat;
  const at = peak > 0 ? Math.sqrt(v / peak) * (steps.length - 1) : 0;
  return steps[Math.max(0, Math.min(steps.length - 1, Math.round(at)))];
}

/** A day of a sensor: whole, in part, or (hatched) not at all. */
function watched(cx: Context, v: number): string {
  const whole = v > 1 ? v >= 99.95 : v >= 0.9995;
  return whole ? cx.theme.heat[2] : cx.theme.accent;
}

function inkOn(cx: Context, colour: string): string {
  const n = parseInt(colour.slice(1), 16);
  const bright = 0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255);
  return bright > 140 ? '#10161c' : cx.theme.dark ? '#f2f5f7' : '#ffffff';
}

export const heat: Draw = (f, cx) => {
  const [xCol, yCol] = pair(f);
  const valueCol = f.columns.findIndex((c, i) => i !== xCol && i !== yCol &&
    (c.name === 'coverage' || c.name === 'weight')) >= 0
    ? column(f, 'coverage', 'weight') : measureColumn(f);
  if (xCol < 0 || valueCol < 0 || !f.rows.length) return null;
  const timed = timeColumns.includes(f.columns[xCol].name);
  const p = pivot(f, xCol, yCol, valueCol);
  const sums = new Map<string, number>();
  for (const x of p.x) sums.set(x, p.keys.reduce((s, k) => s + (p.at(x, k) ?? 0), 0));
  const xs = timed ? p.x : [...p.x].sort((a, b) =>
    Number(isOther(a)) - Number(isOther(b)) || sums.get(b)! - sums.get(a)!);
  const ys = timed ? [...p.keys].sort(inOrder) : [...p.keys].sort((a, b) =>
    Number(isOther(a)) - Number(isOther(b)) || p.sum(b) - p.sum(a));
  const peak = Math.max(0, ...xs.flatMap((x) => ys.map((y) => p.at(x, y) ?? 0)));
  const left = Math.min(170, Math.max(...ys.map((y) => labelWidth(short(y, 22)))) + 14);
  const cell = (cx.width - left - 12) / xs.length;
  const unit = f.columns[valueCol].unit;
  const observed = ['coverage', 'weight'].includes(f.columns[valueCol].name);
  const data = xs.flatMap((x, i) => ys.map((y, j) => {
    const v = p.at(x, y);
    const colour = v === null ? 'transparent' : observed ? watched(cx, v) : shade(cx, v, peak);
    return {
      value: [i, j, v ?? (observed ? 0 : '-')],
      itemStyle: v === null || (observed && v === 0) ? hatch(cx) : { color: colour },
      label: { color: inkOn(cx, v === null ? cx.theme.page : colour) },
    };
  }));
  const rowHeight = cx.print ? 20 : timed ? 24 : 30;
  return {
    height: ys.length * rowHeight + 52,
    option: {
      ...base(cx),
      grid: { left, right: 12, top: 40, height: ys.length * rowHeight },
      xAxis: categoryAxis(cx, xs, {
        position: 'top', axisLine: { show: false }, splitArea: { show: false },
        axisLabel: {
          color: cx.theme.text, hideOverlap: true, fontSize: cell < 52 && !timed ? 10 : 12,
          interval: timed ? 'auto' : 0, rotate: !timed && cell < 44 ? 60 : 0,
          formatter: (v: string) => (timed ? dayOfMonth(v) : short(v, 12)),
        },
      }),
      yAxis: categoryAxis(cx, ys, {
        inverse: true, axisLine: { show: false },
        axisLabel: { color: cx.theme.text, interval: 0, formatter: (v: string) => short(v, 22) },
      }),
      series: [{
        type: 'heatmap', data,
        itemStyle: { borderColor: cx.theme.page, borderWidth: 2 },
        label: {
          show: !timed && cell >= 36, fontSize: cell < 52 ? 10 : 11,
          formatter: (d: { value: [number, number, number | '-'] }) =>
            d.value[2] === '-' ? '' : unit === '%' ? String(d.value[2]) : brief(d.value[2], cx.lang),
        },
        emphasis: { itemStyle: { borderColor: cx.theme.text } },
      }],
      tooltip: tooltip(cx, {
        trigger: 'item',
        formatter: (d: { value: [number, number, number | '-'] }) => {
          const v = d.value[2] === '-' ? null : d.value[2];
          return tip(`${ys[d.value[1]]} · ${xs[d.value[0]]}`, [{
            label: v === null ? word(cx.lang, 'gap') : f.columns[valueCol].title, value: nice(v, unit),
          }]);
        },
      }),
    },
  };
};

