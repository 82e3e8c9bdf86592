import type { Cleared } from '../api';
import type { Database } from '../keys';
import type { Channel } from './outbox';

/** Where the tabs of this browser hear that something was cleared, here or everywhere, or taken back. */
export const clearingsChannel = (user: string) => `blazorchat cleared ${user}`;

/** What was hidden, and what of it had been before, so that it can be taken back. */
export interface Hidden {
  readonly conv: string;
  readonly place: Cleared;
  readonly before: Cleared | null;
}

const prefix = 'cleared ';

/** What this browser alone does not show, by conversation: up to a place of the log. Everything stays on the server. */
export class Clearings {
  private listener: () => void = () => {};

  constructor(private readonly db: Database, private readonly user: string, private readonly channel: Channel<'look'>) {
    channel.onmessage = () => this.listener();
  }

  async of(conv: string): Promise<Cleared | null> {
    return placeOf(await this.db.get('meta', this.key(conv)));
  }

  /** All of it or nothing. What is hidden only grows; told is what has grown. */
  async hide(places: ReadonlyMap<string, Cleared>): Promise<readonly Hidden[]> {
    const hidden: Hidden[] = [];
    const change = this.db.transaction('meta', 'readwrite');
    for (const [conv, { seq, at }] of places) {
      const before = placeOf(await change.store.get(this.key(conv)));
      if (before !== null && before.seq >= seq) continue;
      hidden.push({ conv, place: { seq, at }, before });
      await change.store.put({ seq, at }, this.key(conv));
    }
    await change.done;
    this.tell();
    return hidden;
  }

  /** But for what was hidden once more since. */
  async restore(hidden: readonly Hidden[]): Promise<void> {
    const change = this.db.transaction('meta', 'readwrite');
    for (const { conv, place, before } of hidden) {
      if (placeOf(await change.store.get(this.key(conv)))?.seq !== place.seq) continue;
      await (before === null ? change.store.delete(this.key(conv)) : change.store.put(before, this.key(conv)));
    }
    await change.done;
    this.tell();
  }

  /**
   * What hides more than there is hides what comes: it is of a log that a restored server has lost, or of a lie. `newest`: what this page has heard
   * of; the server is asked before anything is given up, since another may have heard of more. Returns what stands then.
   */
  async within(conv: string, newest: number, ask: () => Promise<number>): Promise<Cleared | null> {
    const place = await this.of(conv);
    if (place === null || place.seq <= newest || place.seq <= await ask()) return place;
    const change = this.db.transaction('meta', 'readwrite');
    const now = placeOf(await change.store.get(this.key(conv)));
    const same = now?.seq === place.seq;
    if (same) await change.store.delete(this.key(conv));
    await change.done;
    return same ? null : now;
  }

  /** Another tab, or another part of this page, has cleared something or taken it back. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }

  tell(): void {
    this.channel.postMessage('look');
  }

  close(): void {
    this.channel.close();
  }

  private key = (conv: string): [string, string] => [this.user, prefix + conv];
}

/** What stands there may be damaged. */
function placeOf(stored: unknown): Cleared | null {
  const { seq, at } = (stored ?? {}) as Partial<Cleared>;
  return Number.isSafeInteger(seq) && Number.isSafeInteger(at) ? { seq: seq!, at: at! } : null;
}
