// trend.ts - months: accesses as bars, sources as a line; and sensors side by side.
import { column, distinct, num, str } from './data';
import type { Draw } from './kit';
import { base, categoryAxis, exact2, hatch, nice, short, tip, tooltip, valueAxis } from './kit';
import { timeColumns } from './names';
import { measureColumn } from './series';
import { brief, dayOfMonth, inOrder, monthName, word } from './text';

/** Two measures of different size: each has its own axis from zero, and says so. */
export const trend: Draw = (f, cx) => {
  const xCol = column(f, 'month');
  const a = column(f, 'accesses_per_sensor_day', 'accesses');
  const s = column(f, 'sources_per_sensor_day', 'sources');
  if (xCol < 0 || a < 0 || f.rows.every((r) => num(r[a]) === null)) return null;
  const xs = f.rows.map((r) => str(r[xCol]));
  const names = [f.columns[a].title, ...(s >= 0 ? [f.columns[s].title] : [])];
  const at = (col: number) => f.rows.map((r) => num(r[col]));
  const gaps = f.rows.map((r) => (num(r[a]) === null ? 1 : null));
  // Bars keep below, the line above: neither hides the other's numbers.
  const top = (col: number, room: number) => roundUp(Math.max(1e-9, ...at(col).map((v) => v ?? 0)) * room);
  const axis = (name: string, colour: string, split: boolean, align: string, max: number) => valueAxis(cx, {
    max, interval: max / 4, name, nameLocation: 'end', nameGap: 12, min: 0,
    nameTextStyle: { color: colour, align, fontWeight: 600, fontSize: 12 },
    splitLine: { show: split, lineStyle: { color: cx.theme.line } },
  });
  return {
    height: 340,
    option: {
      ...base(cx),
      grid: { left: 8, right: 8, top: 44, bottom: 8, containLabel: true },
      xAxis: categoryAxis(cx, xs, {
        axisLabel: { color: cx.theme.soft, interval: 0, formatter: (v: string) => monthName(v, cx.lang) },
      }),
      yAxis: [
        axis(names[0], cx.theme.main, true, 'left', top(a, s >= 0 ? 1.45 : 1.1)),
        ...(s >= 0 ? [axis(names[1], cx.theme.accent, false, 'right', top(s, 1.12))] : []),
        { type: 'value', min: 0, max: 1, show: false },
      ],
      series: [
        {
          name: names[0], type: 'bar', barWidth: '48%', data: at(a), itemStyle: { color: cx.theme.main },
          label: {
            show: true, position: 'insideBottom', color: cx.theme.dark ? '#0b1014' : '#ffffff', fontSize: 12,
            formatter: (d: { value: number | null }) => (d.value === null ? '' : exact2(d.value)),
          },
        },
        ...(s >= 0 ? [{
          name: names[1], type: 'line', yAxisIndex: 1, data: at(s), symbol: 'circle', symbolSize: 8,
          lineStyle: { width: 2.5, color: cx.theme.accent }, itemStyle: { color: cx.theme.accent },
          label: {
            show: true, position: 'top', color: cx.theme.accent, fontWeight: 600, fontSize: 12,
            textBorderColor: cx.theme.page, textBorderWidth: 3,
            formatter: (d: { value: number | null }) => (d.value === null ? '' : exact2(d.value)),
          },
        }] : []),
        {
          name: word(cx.lang, 'gap'), type: 'bar', yAxisIndex: s >= 0 ? 2 : 1, silent: true, z: 0,
          barWidth: '48%', barGap: '-100%', data: gaps, itemStyle: hatch(cx),
        },
      ],
      tooltip: tooltip(cx, {
        trigger: 'axis', axisPointer: { type: 'none' },
        formatter: (d: { dataIndex: number }[]) => {
          const row = f.rows[d[0].dataIndex];
          return tip(monthName(str(row[xCol]), cx.lang), f.columns.flatMap((c, i) =>
            i === xCol || num(row[i]) === null ? [] : [{ label: c.title, value: nice(num(row[i]), c.unit) }]));
        },
      }),
    },
  };
};

/** A line over months with every value written on it. */
export const ratio: Draw = (f, cx) => {
  const xCol = column(f, 'month');
  const v = column(f, 'accesses_per_source', 'value', 'ratio');
  if (xCol < 0 || v < 0 || f.rows.every((r) => num(r[v]) === null)) return null;
  const flag = column(f, 'crossing', 'crossed', 'alert', 'flag');
  const xs = f.rows.map((r) => str(r[xCol]));
  return {
    height: 260,
    option: {
      ...base(cx),
      grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
      xAxis: categoryAxis(cx, xs, {
        axisLabel: { color: cx.theme.soft, interval: 0, formatter: (m: string) => monthName(m, cx.lang) },
      }),
      yAxis: valueAxis(cx, { min: 0 }),
      series: [{
        type: 'line', symbol: 'circle', lineStyle: { width: 2.5, color: cx.theme.main },
        data: f.rows.map((r) => ({
          value: num(r[v]),
          symbolSize: flag >= 0 && num(r[flag]) ? 13 : 8,
          itemStyle: { color: flag >= 0 && num(r[flag]) ? cx.theme.accent : cx.theme.main },
        })),
        label: {
          show: true, position: 'top', color: cx.theme.text, fontWeight: 600,
          formatter: (d: { value: number | null }) => (d.value === null ? '' : d.value.toFixed(2)),
        },
      }],
      tooltip: tooltip(cx, {
        trigger: 'axis', axisPointer: { type: 'none' },
        formatter: (d: { dataIndex: number }[]) => {
          const row = f.rows[d[0].dataIndex];
          return tip(monthName(str(row[xCol]), cx.lang), f.columns.flatMap((c, i) =>
            i === xCol || num(row[i]) === null ? [] : [{ label: c.title, value: nice(num(row[i]), c.unit) }]));
        },
      }),
    },
  };
};

const most = 24;

/** The next of 1, 2, 5, 10, ... that holds v. */
function roundUp(v: number): number {
  const unit = 10 ** Math.floor(Math.log10(v));
  return unit * [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((n) => n * unit >= v)!;
}

/** One small chart a sensor, all on one scale. */
export const multiples: Draw = (f, cx) => {
  const sensorCol = column(f, 'sensor');
  const xCol = column(f, ...timeColumns);
  const valueCol = column(f, 'accesses', 'accesses_per_sensor_day') >= 0
    ? column(f, 'accesses', 'accesses_per_sensor_day') : measureColumn(f);
  if (sensorCol < 0 || xCol < 0 || valueCol < 0 || !f.rows.length) return null;
  const sensors = distinct(f, sensorCol).sort(inOrder).slice(0, most);
  const xs = distinct(f, xCol);
  const columns = Math.max(1, Math.min(sensors.length, cx.width >= 900 ? 5 : cx.width >= 620 ? 4 : 2));
  const w = cx.width / columns;
  const h = 128;
  const peak = roundUp(Math.max(1, ...f.rows.map((r) => num(r[valueCol]) ?? 0)));
  const place = sensors.map((_, i) => ({
    left: (i % columns) * w + 44, top: Math.floor(i / columns) * h + 26, width: w - 56, height: h - 54,
  }));
  const values = sensors.map((s) => {
    const at = new Map(f.rows.filter((r) => str(r[sensorCol]) === s).map((r) => [str(r[xCol]), num(r[valueCol])]));
    return xs.map((x) => at.get(x) ?? null);
  });
  return {
    height: Math.ceil(sensors.length / columns) * h + 4,
    option: {
      ...base(cx),
      title: sensors.map((s, i) => ({
        text: short(s, Math.floor(w / 9)), left: place[i].left, top: place[i].top - 24, padding: [3, 0],
        textStyle: { fontSize: 12, fontWeight: 600, color: cx.theme.text },
      })),
      grid: place,
      xAxis: sensors.map((_, i) => categoryAxis(cx, xs, {
        gridIndex: i, axisLabel: {
          color: cx.theme.soft, fontSize: 10, formatter: (v: string) => dayOfMonth(v),
          interval: (k: number) => k === 0 || k === xs.length - 1,
        },
      })),
      yAxis: sensors.map((_, i) => valueAxis(cx, {
        gridIndex: i, min: 0, max: peak, interval: peak / 2,
        axisLabel: {
          show: i % columns === 0, color: cx.theme.soft, fontSize: 10,
          formatter: (v: number) => brief(Math.round(v), cx.lang),
        },
      })),
      series: sensors.flatMap((s, i) => [
        {
          name: s, type: 'bar', xAxisIndex: i, yAxisIndex: i, data: values[i], barCategoryGap: '12%',
          itemStyle: { color: cx.theme.main },
        },
        {
          name: s, type: 'bar', xAxisIndex: i, yAxisIndex: i, silent: true, z: 0, barGap: '-100%',
          data: values[i].map((v) => (v === null ? peak : null)), itemStyle: hatch(cx),
        },
      ]),
      tooltip: tooltip(cx, {
        trigger: 'axis', axisPointer: { type: 'none' },
        formatter: (d: { dataIndex: number; seriesName: string }[]) => {
          const i = sensors.indexOf(d[0].seriesName);
          const v = values[i][d[0].dataIndex];
          return tip(`${d[0].seriesName} · ${xs[d[0].dataIndex]}`, [{
            label: v === null ? word(cx.lang, 'gap') : f.columns[valueCol].title,
            value: nice(v, f.columns[valueCol].unit),
          }]);
        },
      }),
    },
  };
};

