import type { MessageRow, Row } from './types';

/** The messages that others answer: of those once shown it is known what they said, wherever one reads now. */
export class Quotes {
  private rows: readonly Row[] = [];
  private byHash: Map<string, MessageRow> | null = null;
  private readonly answered = new Map<string, MessageRow>();

  /** `gone`: the hashes of what was deleted. `floor`: what is cleared up to here is not to be shown. */
  take(rows: readonly Row[], gone: { has(hash: string): boolean }, floor: number): void {
    for (const [hash, { seq }] of this.answered) if (gone.has(hash) || (seq ?? 0) <= floor) this.answered.delete(hash);
    this.rows = rows;
    this.byHash = null;
    for (const row of rows) if (row.kind === 'message' && row.reply !== null) this.find(row.reply);
  }

  find(hash: string): MessageRow | null {
    const found = this.shown().get(hash) ?? this.answered.get(hash) ?? null;
    if (found !== null) this.answered.set(hash, found);
    return found;
  }

  private shown(): ReadonlyMap<string, MessageRow> {
    return this.byHash ??= new Map(this.rows.flatMap(row => (row.kind === 'message' && row.hash !== null ? [[row.hash, row]] : [])));
  }
}
