// What passes by a conversation: somebody writes, somebody has read. It comes with the batches of the circuit.
import type { Batch } from '../messages/types';

export type Passing =
  | { readonly conv: string; readonly kind: 'typing'; readonly user: string }
  | { readonly conv: string; readonly kind: 'read'; readonly user: string; readonly seq: number }
  /** Some of it may have been lost. */
  | { readonly conv: string; readonly kind: 'lost' };

/** `wrote`: a message of theirs has come, so that they write no more. */
export type Sign = Passing | { readonly conv: string; readonly kind: 'wrote'; readonly user: string };

const known: ReadonlySet<string> = new Set(['typing', 'read', 'lost'] satisfies Passing['kind'][]);

export class Signs {
  readonly #listeners = new Set<(sign: Sign) => void>();

  /** What a page is told of what others do. What it does not know it leaves. */
  take({ entries, passing }: Batch): void {
    for (const sign of passing ?? []) if (known.has(sign.kind)) this.#tell(sign);
    for (const entry of entries) if (entry.kind === 'message') this.#tell({ conv: entry.conv, kind: 'wrote', user: entry.user });
  }

  /** Returns the end of it. */
  watch(listener: (sign: Sign) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(sign: Sign): void {
    for (const listener of [...this.#listeners]) listener(sign);
  }
}

export const signs = new Signs();
