// Where unread begins. As it was when the conversation was opened: what is read or comes meanwhile moves nothing.
import type { Conversation, Row } from './types';

interface Opened {
  readonly conv: string | null;
  readonly readSeq: number;
  /** The newest there was. */
  readonly last: number;
}

/** Of one reader in one conversation, until it is left. */
export class UnreadLine {
  #opened: Opened | null = null;
  /** Undefined: not settled, because the rows do not reach back to what was read. */
  #seq: number | null | undefined;

  /** How many places were unread at first, and where they begin; null: not known yet, or none. */
  get opened(): { readonly from: number; readonly count: number } | null {
    if (this.#opened === null || this.#opened.last <= this.#opened.readSeq) return null;
    return { from: this.#opened.readSeq + 1, count: this.#opened.last - this.#opened.readSeq };
  }

  /** The place (`seq`) of the first message of others that was unread; null: there was none, or it is not loaded. */
  find(conversation: Conversation): number | null {
    const rows = conversation.rows();
    this.#opened ??= open(conversation, rows);
    // A dm that nobody is left in may be followed by another under the same name.
    if (this.#opened === null || this.#opened.conv !== conversation.conv) return null;
    if (this.#seq === undefined) this.#seq = firstUnread(rows, conversation.atBeginning, this.#opened);
    return this.#seq ?? null;
  }
}

/** Null: it is still being loaded. */
function open({ conv, status, readSeq }: Conversation, rows: readonly Row[]): Opened | null {
  const last = seqs(rows).at(-1);
  if (last !== undefined) return { conv, readSeq, last };
  return conv === null && (status === 'ready' || status === 'offline') ? { conv, readSeq, last: 0 } : null;
}

function firstUnread(rows: readonly Row[], atBeginning: boolean, { readSeq, last }: Opened): number | null | undefined {
  if (last <= readSeq) return null;
  const loaded = seqs(rows);
  if (loaded.length === 0 || (loaded[0]! > readSeq + 1 && !atBeginning)) return undefined;
  const first = rows.find((row) => row.kind === 'message' && !row.author.own && row.seq !== null && row.seq > readSeq && row.seq <= last);
  return first?.seq ?? (loaded.at(-1)! >= last ? null : undefined);
}

const seqs = (rows: readonly Row[]): number[] => rows.flatMap(({ seq }) => (seq === null ? [] : [seq]));
