// The picker's grid as numbers: which rows there are, which of them are in sight, where a key leads. Only rows in sight are drawn, so that
// 1,900 emoji cost as much as forty.
import type { Emoji } from './emoji-data';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly emoji: readonly Emoji[];
}

export type GridRow =
  | { readonly kind: 'title'; readonly top: number; readonly section: Section }
  /** `first`: the number of its first emoji, counted through all sections. */
  | { readonly kind: 'emoji'; readonly top: number; readonly first: number; readonly emoji: readonly Emoji[] };

export const titleHeight = 28; // px, as in picker.styles.ts

export class Grid {
  readonly rows: readonly GridRow[];
  readonly height: number;
  /** Emoji in all sections. */
  readonly count: number;
  readonly #flat: readonly Emoji[];

  /** `cell`: px, height of a row of emoji. */
  constructor(readonly sections: readonly Section[], readonly columns: number, readonly cell: number) {
    const rows: GridRow[] = [];
    let top = 0;
    let first = 0;
    for (const section of sections) {
      rows.push({ kind: 'title', top, section });
      top += titleHeight;
      for (let i = 0; i < section.emoji.length; i += columns) {
        const emoji = section.emoji.slice(i, i + columns);
        rows.push({ kind: 'emoji', top, first, emoji });
        top += cell;
        first += emoji.length;
      }
    }
    this.rows = rows;
    this.height = top;
    this.count = first;
    this.#flat = sections.flatMap(({ emoji }) => emoji);
  }

  at(index: number): Emoji | undefined {
    return this.#flat[index];
  }

  rowOf(index: number): number {
    return this.rows.findIndex((row) => row.kind === 'emoji' && index >= row.first && index < row.first + row.emoji.length);
  }

  topOf(index: number): number {
    return this.rows[this.rowOf(index)]?.top ?? 0;
  }

  /** Numbers of the rows to draw: those between two heights, and the one with this emoji, which may have the focus. */
  drawn(from: number, to: number, active: number): number[] {
    const kept = this.rowOf(active);
    const numbers: number[] = [];
    for (const [i, row] of this.rows.entries()) {
      const bottom = row.top + (row.kind === 'title' ? titleHeight : this.cell);
      if (i === kept || (bottom > from && row.top < to)) numbers.push(i);
    }
    return numbers;
  }

  /** The section that begins above this height, or there. */
  sectionAt(height: number): Section | undefined {
    let found: Section | undefined;
    for (const row of this.rows) {
      if (row.top > height) break;
      if (row.kind === 'title') found = row.section;
    }
    return found ?? this.sections[0];
  }

  firstOf(id: string): { readonly top: number; readonly index: number } | undefined {
    const title = this.rows.findIndex((row) => row.kind === 'title' && row.section.id === id);
    const next = this.rows[title + 1];
    return next?.kind === 'emoji' ? { top: this.rows[title]!.top, index: next.first } : undefined;
  }

  /** Where a key of the ARIA grid pattern leads, null for any other key. `rightToLeft` turns the arrows round; `page`: rows in sight. */
  moved(index: number, { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean }, page: number, rightToLeft: boolean): number | null {
    const last = this.count - 1;
    switch (key) {
      case rightToLeft ? 'ArrowLeft' : 'ArrowRight': return Math.min(index + 1, last);
      case rightToLeft ? 'ArrowRight' : 'ArrowLeft': return Math.max(index - 1, 0);
      case 'ArrowDown': return this.#vertically(index, 1);
      case 'ArrowUp': return this.#vertically(index, -1);
      case 'PageDown': return this.#vertically(index, page);
      case 'PageUp': return this.#vertically(index, -page);
      case 'Home': return ctrlKey ? 0 : this.#ends(index).first;
      case 'End': return ctrlKey ? last : this.#ends(index).last;
      default: return null;
    }
  }

  #ends(index: number): { readonly first: number; readonly last: number } {
    const row = this.rows[this.rowOf(index)];
    return row?.kind === 'emoji' ? { first: row.first, last: row.first + row.emoji.length - 1 } : { first: index, last: index };
  }

  /** So many rows down or up in the same column, over titles; a shorter row ends earlier. */
  #vertically(index: number, by: number): number {
    const lines = this.rows.filter((row) => row.kind === 'emoji');
    const from = this.rows[this.rowOf(index)];
    if (from?.kind !== 'emoji') return index;
    const to = lines[Math.max(0, Math.min(lines.length - 1, lines.indexOf(from) + by))]!;
    return to.first + Math.min(index - from.first, to.emoji.length - 1);
  }
}
