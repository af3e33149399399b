// shares.ts - horizontal bars: shares of two measures side by side, and changes that go
// either way.
import { Figure, column, num, str } from './data';
import type { Draw, Line } from './kit';
import { base, categoryAxis, exact2, labelWidth, nice, short, tip, tooltip, valueAxis } from './kit';
import { colourOf, isOther, keyColumns } from './names';
import { brief, exact, percent } from './text';

const nameColumns = ['operator', ...keyColumns, 'source', 'reason'];

export function nameColumn(f: Figure): number {
  const named = column(f, ...nameColumns);
  return named >= 0 ? named : f.columns.findIndex((_, i) => f.rows.some((r) => typeof r[i] === 'string'));
}

interface Panel {
  col: number;   // the bar
  count: number; // exact value beside the share, or -1
}

/** Share columns and the counts they are made of; counts alone when there is no share. */
function panels(f: Figure): Panel[] {
  const shares = f.columns.flatMap((c, i) => (c.unit === '%' && !/change|coverage/.test(c.name) ? [i] : []));
  if (shares.length)
    return shares.slice(0, 2).map((col) => {
      const of = f.columns[col].name.replace(/_?share_?(of_)?/, '').replace(/_percent$/, '');
      return { col, count: column(f, of || 'accesses', of + 's', 'accesses') };
    });
  const counts = ['accesses', 'source_days', 'sources', 'packets']
    .map((n) => column(f, n)).filter((i) => i >= 0).slice(0, 2);
  if (counts.length) return counts.map((col) => ({ col, count: -1 }));
  const any = f.columns.findIndex((_, i) => f.rows.some((r) => typeof r[i] === 'number'));
  return any < 0 ? [] : [{ col: any, count: -1 }];
}

const most = 20;

export const shares: Draw = (f, cx) => {
  const nameCol = nameColumn(f);
  const ps = panels(f);
  if (nameCol < 0 || !ps.length || !f.rows.length) return null;
  const rows = [...f.rows]
    .sort((a, b) => Number(isOther(str(a[nameCol]))) - Number(isOther(str(b[nameCol]))) ||
      (num(b[ps[0].col]) ?? -1) - (num(a[ps[0].col]) ?? -1))
    .filter((r, i) => i < most || isOther(str(r[nameCol])));
  const names = rows.map((r) => str(r[nameCol]));
  const wide = cx.width >= 620 || ps.length === 1;
  const nameWidth = Math.min(190, Math.max(...names.map((n) => labelWidth(short(n, 26)))) + 14);
  const one = wide ? (cx.width - nameWidth - 16) / ps.length : cx.width - nameWidth - 8;
  const rowHeight = 25;
  const block = names.length * rowHeight;
  const peak = (p: Panel) => Math.max(0, ...rows.map((r) => num(r[p.col]) ?? 0));
  const same = ps.every((p) => f.columns[p.col].unit === '%');
  const ceiling = Math.max(...ps.map(peak));
  const grid = ps.map((_, i) => wide
    ? { left: nameWidth + i * one, width: one - 64, top: 34, height: block }
    : { left: nameWidth, width: one - 56, top: 34 + i * (block + 58), height: block });
  return {
    height: (wide ? block : ps.length * (block + 58) - 20) + 48,
    option: {
      ...base(cx),
      grid,
      title: ps.map((p, i) => ({
        text: f.columns[p.col].title, left: grid[i].left, top: grid[i].top - 30,
        padding: [4, 0], textStyle: { fontSize: 13, fontWeight: 600, color: cx.theme.text },
      })),
      xAxis: ps.map((p, i) => valueAxis(cx, {
        gridIndex: i, max: f.columns[p.col].name === 'domestic_share' || (same && rows.length === 1) ? 100 : same ? ceiling || 1 : peak(p) || 1, show: false,
      })),
      yAxis: ps.map((_, i) => categoryAxis(cx, names, {
        gridIndex: i, inverse: true, axisLine: { show: false },
        axisLabel: i && wide ? { show: false } : {
          color: cx.theme.text, interval: 0, formatter: (v: string) => short(v, 26),
        },
      })),
      series: ps.map((p, i) => ({
        type: 'bar', xAxisIndex: i, yAxisIndex: i, name: f.columns[p.col].title, barWidth: 15,
        data: rows.map((r, k) => ({
          value: num(r[p.col]),
          itemStyle: { color: column(f, 'operator') >= 0 ? cx.theme.main : colourOf(cx, names[k]) },
        })),
        label: {
          show: true, position: 'right', color: cx.theme.text, fontSize: 12,
          formatter: (d: { value: number }) => f.columns[p.col].unit === '%' ? percent(d.value) : brief(d.value, cx.lang),
        },
      })),
      tooltip: tooltip(cx, {
        trigger: 'item',
        formatter: (d: { dataIndex: number }) => tip(names[d.dataIndex], describe(f, ps, rows[d.dataIndex])),
      }),
    },
  };
};

function describe(f: Figure, ps: Panel[], row: Figure['rows'][number]): Line[] {
  return ps.flatMap((p) => {
    const lines = [{ label: f.columns[p.col].title, value: nice(num(row[p.col]), f.columns[p.col].unit) }];
    if (p.count >= 0 && p.count !== p.col)
      lines.push({ label: f.columns[p.count].title, value: exact(num(row[p.count])) });
    return lines;
  });
}

/** What a change is made of: bars to the left and right of zero. */
export const changes: Draw = (f, cx) => {
  const nameCol = nameColumn(f);
  const valueCol = column(f, 'change_per_sensor_day', 'change', 'difference', 'contribution', 'share');
  if (nameCol < 0 || valueCol < 0 || !f.rows.length) return null;
  const unit = f.columns[valueCol].unit;
  const rows = f.rows
    .filter((r) => num(r[valueCol]) !== null && !/^(total|合計)$/i.test(str(r[nameCol])))
    .sort((a, b) => Math.abs(num(b[valueCol]) ?? 0) - Math.abs(num(a[valueCol]) ?? 0)).slice(0, most);
  if (!rows.length) return null;
  const names = rows.map((r) => str(r[nameCol]));
  const signed = (v: number) => (v > 0 ? '+' : v < 0 ? '−' : '') + (unit === '%' ? nice(Math.abs(v), unit) : exact2(Math.abs(v)));
  return {
    height: rows.length * 28 + 40,
    option: {
      ...base(cx),
      grid: { left: 8, right: 70, top: 8, bottom: 8, containLabel: true },
      xAxis: valueAxis(cx, { scale: false }),
      yAxis: categoryAxis(cx, names, {
        inverse: true, axisLine: { show: false },
        axisLabel: { color: cx.theme.text, interval: 0, formatter: (v: string) => short(v, 26) },
      }),
      series: [{
        type: 'bar', barWidth: 16,
        data: rows.map((r, i) => ({
          value: num(r[valueCol]),
          itemStyle: { color: colourOf(cx, names[i]) },
          label: { position: (num(r[valueCol]) ?? 0) < 0 ? 'left' : 'right' },
        })),
        label: { show: true, color: cx.theme.text, formatter: (d: { value: number }) => signed(d.value) },
      }],
      tooltip: tooltip(cx, {
        trigger: 'item',
        formatter: (d: { dataIndex: number }) => tip(names[d.dataIndex], f.columns.flatMap((c, i) => {
          const v = num(rows[d.dataIndex][i]);
          return i === nameCol || v === null ? [] : [{ label: c.title, value: nice(v, c.unit) }];
        })),
      }),
    },
  };
};
