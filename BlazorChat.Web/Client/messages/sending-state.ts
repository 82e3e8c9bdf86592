import type { Database, OutboxItem } from '../keys';
import type { CurrentSession } from '../sessions/due';

/** How far this device has come in a conversation: number and hash of its last message, and the session it sends with. */
export interface SendingState {
  readonly n: number;
  readonly prev: string | null;
  readonly session: CurrentSession | null;
}

type OutboxKey = [user: string, place: string, id: string];

export const nothingSent: SendingState = { n: 0, prev: null, session: null };

/** Read and written only under the conversation's lock. */
export class Sendings {
  constructor(private readonly db: Database, private readonly user: string) {}

  key = (conv: string): [string, string] => [this.user, `sending ${conv}`];

  async load(conv: string): Promise<SendingState> {
    return (await this.db.get('meta', this.key(conv)) as SendingState | undefined) ?? nothingSent;
  }

  async save(conv: string, state: SendingState): Promise<void> {
    await this.db.put('meta', state, this.key(conv));
  }

  /**
   * The message is acknowledged: it leaves the outbox, the counter moves on, and the next message lies there signed; all or
   * nothing. False: there is no next, or it was thrown away meanwhile.
   */
  async settle(conv: string, state: SendingState, sent: OutboxKey, next: { readonly key: OutboxKey; readonly item: OutboxItem } | null): Promise<boolean> {
    const change = this.db.transaction(['meta', 'outbox'], 'readwrite');
    const outbox = change.objectStore('outbox');
    const [isThere] = await Promise.all([
      next === null ? false : outbox.getKey(next.key).then(async key => {
        if (key !== undefined) await outbox.put(next.item, next.key);
        return key !== undefined;
      }),
      change.objectStore('meta').put(state, this.key(conv)),
      outbox.delete(sent),
      change.done,
    ]);
    return isThere;
  }
}
