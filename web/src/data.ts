// data.ts - what a figure looks like when it reaches the browser.

export type Lang = 'en' | 'ja';
export type Cell = number | string | null;

export interface Column {
  name: string;
  unit: string;
  title: string;
}

/** One figure with its finished rows: what `teiten figure NAME` says, as JSON. */
export interface Figure {
  figure: string;
  title: string;
  chart: string;
  columns: Column[];
  rows: Cell[][];
}

export interface Report {
  lang: Lang;
  figures: Figure[];
}

/** Index of the first column that has one of the names; -1 when none has. */
export function column(f: Figure, ...names: string[]): number {
  for (const name of names) {
    const i = f.columns.findIndex((c) => c.name === name);
    if (i >= 0) return i;
  }
  return -1;
}

export function num(cell: Cell | undefined): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

export function str(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}

/** Distinct values in order of first appearance. */
export function distinct(f: Figure, col: number): string[] {
  const seen = new Set<string>();
  for (const row of f.rows) seen.add(str(row[col]));
  return [...seen];
}
