// The part of the rows that is in the page. A conversation may have 100,000; the page has a few hundred.
import type { Row } from './types';

export const maxRendered = 240;
const step = 60;

export class RowWindow {
  rows: readonly Row[] = [];
  start = 0;
  end = 0;

  get atNewest(): boolean {
    return this.end === this.rows.length;
  }

  /** Takes the conversation's rows as they are now. Keeps showing what was shown, or the newest if it `follows` them. */
  take(rows: readonly Row[], follows: boolean): void {
    const shift = this.#shift(rows);
    this.rows = rows;
    if (follows || shift === null) {
      this.toNewest();
      return;
    }
    // Filled up to one step, so that a first short page grows with what comes.
    const grown = this.end - this.start < step ? step : this.end - this.start;
    this.start = Math.max(0, this.start + shift);
    this.end = Math.min(rows.length, this.start + grown);
  }

  toNewest(): void {
    const start = this.rows.length - this.start > maxRendered ? this.rows.length - step : Math.min(this.start, this.rows.length);
    this.end = this.rows.length;
    this.start = Math.max(0, Math.min(start, this.end - step));
  }

  /** Around the first row that is not before this `seq`. False: there is none. */
  around(seq: number): boolean {
    const at = this.rows.findIndex((row) => row.seq !== null && row.seq >= seq);
    if (at < 0) return false;
    this.start = Math.max(0, at - step);
    this.end = Math.min(this.rows.length, at + step);
    return true;
  }

  /** Shows older rows that are there already. False: there are none. */
  up(): boolean {
    if (this.start === 0) return false;
    this.start = Math.max(0, this.start - step);
    this.end = Math.min(this.end, this.start + maxRendered);
    return true;
  }

  down(): boolean {
    if (this.atNewest) return false;
    this.end = Math.min(this.rows.length, this.end + step);
    this.start = Math.max(this.start, this.end - maxRendered);
    return true;
  }

  /** By how much the rows moved: older ones were put before them. Null: these are others. */
  #shift(rows: readonly Row[]): number | null {
    const first = this.rows[this.start];
    if (first === undefined) return null;
    if (rows[this.start]?.id === first.id) return 0;
    const at = rows.findIndex((row) => row.id === first.id);
    return at < 0 ? null : at - this.start;
  }
}
