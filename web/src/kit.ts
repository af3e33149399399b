// kit.ts - what every chart shares: the drawing context, axes, legends, tooltips.
import type { EChartsCoreOption } from 'echarts/core';
import { Colours, Theme } from './colour';
import type { Figure, Lang } from './data';
import { brief, exact } from './text';

export interface Context {
  lang: Lang;
  theme: Theme;
  colours: Colours;
  width: number;
  /** paper: a chart and its table share a sheet */
  print: boolean;
}

export interface Drawing {
  option: EChartsCoreOption;
  height: number;
}

/** null when the figure has nothing to draw. */
export type Draw = (f: Figure, cx: Context) => Drawing | null;

export const fonts =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK JP", "Noto Sans JP", ' +
  '"Hiragino Kaku Gothic ProN", "Yu Gothic", Meiryo, sans-serif';

export interface Line {
  label: string;
  value: string;
  colour?: string;
  strong?: boolean;
}

/** A tooltip as DOM nodes: text of strangers never becomes markup. */
export function tip(title: string, lines: Line[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'tip';
  const head = box.appendChild(document.createElement('div'));
  head.className = 'tip-title';
  head.textContent = title;
  const table = box.appendChild(document.createElement('table'));
  for (const line of lines) {
    const tr = table.appendChild(document.createElement('tr'));
    if (line.strong) tr.className = 'tip-strong';
    const mark = tr.appendChild(document.createElement('td'));
    if (line.colour) {
      const dot = mark.appendChild(document.createElement('i'));
      dot.style.backgroundColor = line.colour;
    }
    tr.appendChild(document.createElement('td')).textContent = line.label;
    const value = tr.appendChild(document.createElement('td'));
    value.className = 'num';
    value.textContent = line.value;
  }
  return box;
}

export function base(cx: Context): EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: fonts, fontSize: 12, color: cx.theme.text },
  };
}

export function tooltip(cx: Context, extra: object): object {
  return {
    confine: true,
    backgroundColor: cx.theme.page,
    borderColor: cx.theme.line,
    borderWidth: 1,
    padding: 8,
    textStyle: { color: cx.theme.text, fontSize: 12, fontFamily: fonts },
    transitionDuration: 0,
    ...extra,
  };
}

export function valueAxis(cx: Context, extra: object = {}): object {
  return {
    type: 'value',
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: cx.theme.soft, formatter: (v: number) => brief(v, cx.lang) },
    splitLine: { lineStyle: { color: cx.theme.line } },
    splitNumber: 4,
    ...extra,
  };
}

export function categoryAxis(cx: Context, data: string[], extra: object = {}): object {
  return {
    type: 'category',
    data,
    axisLine: { lineStyle: { color: cx.theme.soft } },
    axisTick: { show: false },
    axisLabel: { color: cx.theme.soft, hideOverlap: true },
    ...extra,
  };
}

/** Legend in the order of the stack: beside the chart when there is room, else below. */
export function legend(cx: Context, names: string[]): { option: object; right: number; bottom: number } {
  const shared = {
    data: names,
    itemWidth: 11,
    itemHeight: 11,
    itemGap: 9,
    icon: 'rect',
    inactiveColor: cx.theme.line,
    textStyle: { color: cx.theme.text, fontSize: 12, fontFamily: fonts },
    formatter: (name: string) => short(name, 22),
  };
  if (cx.width >= 620) {
    const right = Math.min(190, 46 + Math.max(...names.map((n) => labelWidth(short(n, 22)))));
    return { option: { ...shared, orient: 'vertical', left: cx.width - right + 18, top: 24 }, right, bottom: 8 };
  }
  const rows = Math.ceil(names.length / Math.max(1, Math.floor(cx.width / 130)));
  return { option: { ...shared, left: 0, bottom: 0 }, right: 10, bottom: 12 + rows * 23 };
}

export function short(text: string, most: number): string {
  const chars = [...text];
  return chars.length <= most ? text : chars.slice(0, most - 1).join('') + '…';
}

/** Rough width of a label in px: an ideograph counts for two letters. */
export function labelWidth(text: string): number {
  let w = 0;
  for (const ch of text) w += (ch.codePointAt(0) ?? 0) > 0x2e80 ? 12.2 : 6.8;
  return w;
}

/** Diagonal hatching: "not observed". */
export function hatch(cx: Context): object {
  return {
    color: cx.theme.dark ? '#2a3036' : '#f3f4f6',
    decal: {
      color: cx.theme.dark ? '#59626b' : '#b9c0c7',
      dashArrayX: [1, 0],
      dashArrayY: [1.5, 5],
      rotation: Math.PI / 4,
    },
  };
}

export function nice(v: number | null, unit: string): string {
  if (unit === '%') return v === null ? '–' : v.toFixed(1) + ' %';
  return exact(v);
}

/** A value on a chart: whole numbers from 100 up, else three digits. */
export function exact2(v: number): string {
  return Math.abs(v) >= 100 ? exact(v, 0) : exact(Number(v.toPrecision(3)));
}
