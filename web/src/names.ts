// names.ts - what columns are called, and the names that are no name of one thing.
import type { Context } from './kit';

export const timeColumns = ['day', 'date', 'month', 'hour'];
export const keyColumns = ['port', 'region', 'group', 'label', 'port_group', 'country', 'kind', 'sensor', 'name'];
const otherNames = new Set(['other', 'others', 'その他', 'the rest']);

export function isOther(name: string): boolean {
  return otherNames.has(name.toLowerCase());
}

const unknownNames = new Set(['unknown', 'unknown purpose', '不明', '用途不明']);

export function colourOf(cx: Context, name: string): string {
  if (isOther(name)) return cx.theme.grey;
  return unknownNames.has(name.toLowerCase()) ? cx.theme.faint : cx.colours.of(name);
}
