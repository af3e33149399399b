// main.ts - finds the figures of a page and draws them from the page's JSON.
//
// Everything that the page says is in its HTML; without this script only the drawings are
// missing.  No value is ever parsed as markup, and nothing is fetched.
import { BarChart, HeatmapChart, LineChart, MapChart, ScatterChart } from 'echarts/charts';
import {
  GeoComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent, VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Colours, dark, light } from './colour';
import { Figure, Lang, Report, column, num, str } from './data';
import { heat } from './heat';
import type { Draw } from './kit';
import { map } from './map';
import { bars, lines } from './series';
import { changes, shares } from './shares';
import { word } from './text';
import { range } from './range';
import { multiples, ratio, trend } from './trend';

use([
  BarChart, HeatmapChart, LineChart, MapChart, ScatterChart, GeoComponent, GridComponent, LegendComponent,
  TitleComponent, TooltipComponent, VisualMapComponent, SVGRenderer,
]);

const kinds: Record<string, Draw> = {
  bars, 'stacked-bars': bars, lines, line: lines, shares, heat, map, trend, ratio, changes,
  range, multiples, 'small-multiples': multiples, 'bars-line': trend, diverging: changes,
};

/** A4 less its margins, at 96 dots an inch. */
const printWidth = 680;

interface Mounted {
  box: HTMLElement;
  figure: Figure;
  chart: EChartsType | null;
  at: number;
}

/** Draws one figure into a box; the box keeps its size when there is nothing to draw. */
export function draw(box: HTMLElement, figure: Figure, lang: Lang, colours: Colours, isDark: boolean, width: number, print = false): EChartsType | null {
  const theme = isDark ? dark : light;
  const kind = kinds[box.dataset.chart ?? ''] ?? kinds[figure.chart];
  const drawing = kind ? kind(figure, { lang, theme, colours, width, print }) : null;
  if (!drawing) {
    box.textContent = word(lang, 'nothing');
    box.classList.add('nothing');
    return null;
  }
  box.style.height = `${drawing.height}px`;
  const chart = init(box, null, { renderer: 'svg', width, height: drawing.height });
  chart.setOption(drawing.option);
  chart.getZr().flush();
  const svg = box.querySelector('svg');
  if (svg) {
    // Print and narrow windows scale the drawing when nobody draws it anew.
    svg.setAttribute('viewBox', `0 0 ${width} ${drawing.height}`);
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
  }
  return chart;
}

function reportColours(figures: Figure[]): Colours {
  const labels: string[] = [];
  const aliases: [string, string][] = [];
  for (const f of figures)
    for (const name of ['region', 'kind']) {
      const [label, id] = [column(f, name), column(f, `${name}_id`)];
      if (label >= 0 && id >= 0) for (const row of f.rows) aliases.push([str(row[label]), str(row[id])]);
    }
  for (const f of figures.filter((g) => g.figure === 'ports').concat(figures)) {
    const col = column(f, 'port');
    const by = column(f, 'accesses');
    if (col < 0) continue;
    const sums = new Map<string, number>();
    for (const row of f.rows)
      sums.set(str(row[col]), (sums.get(str(row[col])) ?? 0) + (by < 0 ? 0 : num(row[by]) ?? 0));
    labels.push(...[...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name));
  }
  const colours = new Colours(labels);
  for (const [label, id] of aliases) colours.alias(label, id);
  return colours;
}

function arrows(m: Mounted): void {
  m.box.addEventListener('keydown', (ev) => {
    if (!m.chart) return;
    const series = (m.chart.getOption().series as { data?: unknown[] }[])[0];
    const n = series?.data?.length ?? 0;
    const step = ev.key === 'ArrowRight' || ev.key === 'ArrowDown' ? 1
      : ev.key === 'ArrowLeft' || ev.key === 'ArrowUp' ? -1 : 0;
    if (ev.key === 'Escape') m.chart.dispatchAction({ type: 'hideTip' });
    if (!step || !n) return;
    ev.preventDefault();
    m.at = (m.at + step + n) % n;
    m.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: m.at });
  });
  m.box.addEventListener('blur', () => m.chart?.dispatchAction({ type: 'hideTip' }));
}

function start(): void {
  const source = document.getElementById('teiten-data');
  if (!source) return;
  const report = JSON.parse(source.textContent ?? '') as Report;
  const colours = reportColours(report.figures);
  const byName = new Map(report.figures.map((f) => [f.figure, f]));
  const darkQuery = matchMedia('(prefers-color-scheme: dark)');
  const printQuery = matchMedia('print');
  const mounted: Mounted[] = [];
  for (const box of document.querySelectorAll<HTMLElement>('[data-figure]')) {
    const figure = byName.get(box.dataset.figure ?? '');
    if (figure) mounted.push({ box, figure, chart: null, at: -1 });
  }
  let state = '';
  const drawAll = (print: boolean) => {
    const isDark = darkQuery.matches && !print;
    const widths = mounted.map((m) => (print ? printWidth : m.box.clientWidth || printWidth));
    const next = `${isDark} ${print} ${widths.join()}`;
    if (next === state) return;
    state = next;
    mounted.forEach((m, i) => {
      m.chart?.dispose();
      m.chart = draw(m.box, m.figure, report.lang, colours, isDark, widths[i], print);
    });
    document.documentElement.dataset.drawn = print ? 'print' : isDark ? 'dark' : 'light';
  };
  const folds = [...document.querySelectorAll<HTMLDetailsElement>('details.data')];
  const unfold = (open: boolean) => folds.forEach((d) => (d.open = open));
  const enterPrint = () => { unfold(true); drawAll(true); };
  const leavePrint = () => { unfold(false); drawAll(false); };

  mounted.forEach(arrows);
  if (printQuery.matches || location.hash === '#print') enterPrint();
  else leavePrint();
  addEventListener('beforeprint', enterPrint);
  addEventListener('afterprint', leavePrint);
  printQuery.addEventListener('change', (q) => (q.matches ? enterPrint() : leavePrint()));
  darkQuery.addEventListener('change', () => drawAll(printQuery.matches));
  let timer = 0;
  addEventListener('resize', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => drawAll(printQuery.matches || location.hash === '#print'), 120);
  });
}

start();
