// range.ts - a line over days on the band of what was to be expected.
import { column, num, str } from './data';
import type { Draw } from './kit';
import { base, categoryAxis, hatch, legend, nice, tip, tooltip, valueAxis } from './kit';
import { dayOfMonth, word } from './text';

export const range: Draw = (f, cx) => {
  const [xCol, seenCol, lowCol, highCol, noteCol] =
    ['day', 'per_sensor_day', 'low', 'high', 'note'].map((name) => column(f, name));
  if (Math.min(xCol, seenCol, lowCol, highCol, noteCol) < 0 || !f.rows.length) return null;
  const xs = f.rows.map((r) => str(r[xCol]));
  const at = (col: number) => f.rows.map((r) => num(r[col]));
  const seen = at(seenCol);
  const low = at(lowCol);
  const high = at(highCol);
  const gaps = seen.map((v) => (v === null ? 1 : null));
  const isGap = gaps.some((v) => v !== null);
  const name = { seen: word(cx.lang, 'observed'), band: word(cx.lang, 'ordinary'), out: f.columns[noteCol].title };
  const names = [name.band, name.seen, name.out, ...(isGap ? [word(cx.lang, 'gap')] : [])];
  const lg = legend(cx, names);
  // The band is what is stacked on its lower edge.
  const edge = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { width: 0 }, connectNulls: false };
  return {
    height: cx.print ? 285 : cx.width < 620 ? 300 + lg.bottom : 340,
    option: {
      ...base(cx),
      grid: { left: 8, right: lg.right, top: 34, bottom: lg.bottom, containLabel: true },
      legend: { ...(lg.option as object), data: names },
      xAxis: categoryAxis(cx, xs, {
        axisLabel: {
          color: cx.theme.soft, hideOverlap: true, interval: cx.width < 620 ? 'auto' : 0,
          formatter: (v: string) => dayOfMonth(v),
        },
      }),
      yAxis: [
        valueAxis(cx, {
          min: 0, name: f.columns[seenCol].title, nameLocation: 'end', nameGap: 10,
          nameTextStyle: { color: cx.theme.soft, align: 'left', fontSize: 11, padding: [0, 0, 0, -6] },
        }),
        { type: 'value', min: 0, max: 1, show: false },
      ],
      series: [
        { ...edge, name: 'low', data: low },
        {
          ...edge, name: name.band, data: high.map((v, i) => (v === null ? null : v - (low[i] ?? 0))),
          itemStyle: { color: cx.theme.main, opacity: 0.18 }, areaStyle: { color: cx.theme.main, opacity: 0.18 },
        },
        {
          name: name.seen, type: 'line', data: seen, symbol: 'circle', symbolSize: 5, connectNulls: false,
          lineStyle: { width: 2.5, color: cx.theme.main }, itemStyle: { color: cx.theme.main },
        },
        {
          name: name.out, type: 'scatter', symbolSize: 13, z: 6, itemStyle: { color: cx.theme.accent },
          data: f.rows.map((r, i) => (num(r[noteCol]) ? seen[i] : null)),
        },
        ...(isGap ? [{
          name: word(cx.lang, 'gap'), type: 'bar', yAxisIndex: 1, silent: true, z: 0, barCategoryGap: '0%',
          data: gaps, itemStyle: hatch(cx),
        }] : []),
      ],
      tooltip: tooltip(cx, {
        trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: cx.theme.soft } },
        formatter: (d: { dataIndex: number }[]) => {
          const row = f.rows[d[0].dataIndex];
          return tip(str(row[xCol]), f.columns.flatMap((c, i) =>
            i === xCol || c.unit === '' || c.unit === 'flag' || num(row[i]) === null ? [] : [{ label: c.title, value: nice(num(row[i]), c.unit) }]));
        },
      }),
    },
  };
};
