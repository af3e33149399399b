// names.ts - what columns are called, and the names that are no name of one thing.
import type { Context } from './kit';

export const timeColumns = ['day', 'date', 'month', 'hour'];
export const keyColumns = ['port', 'region', 'group', 'label', 'port_group', 'country', 'kind', 'sensor', 'name'];
const otherNames = new Set(['other', 'others', 'その他', 'the rest']);

export function isOther(name: string): boolean {
  return otherNames.has(name.toLowerCase());
}

const unknownNames = new Set(['unknown', 'unknown purpose', '不明', '用途不明']);

// What is dark on paper needs more light on a dark page.
const lighter: Record<string, string> = {
  '#3D5A3A': '#82A57D', '#882255': '#C65A92', '#5B4BB5': '#8B7DE6', '#7A4A21': '#BC8147', '#0072B2': '#2F93D1',
  '#4477AA': '#6C9BC9', '#AA4499': '#C268B3', '#009E73': '#12B187', '#D55E00': '#E8731A',
};

export function colourOf(cx: Context, name: string): string {
  const colour = plainColour(cx, name);
  return cx.theme.dark ? lighter[colour] ?? colour : colour;
}

function plainColour(cx: Context, name: string): string {
  if (isOther(name)) return cx.theme.grey;
  return unknownNames.has(name.toLowerCase()) ? cx.theme.faint : cx.colours.of(name);
}
