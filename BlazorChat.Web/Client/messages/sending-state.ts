import type { Database } from '../keys';
import type { CurrentSession } from '../sessions/due';
import { layIn, type OutboxKey, type SealedItem } from './outbox';

/** How far this device has come in a conversation: number and hash of its last message, and the session it sends with. */
export interface SendingState {
  readonly n: number;
  readonly prev: string | null;
  readonly session: CurrentSession | null;
}

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
   * Messages are acknowledged: they leave the outbox, the counter moves on, and what was signed to follow them is laid there: one wait for the
   * disk. False: of those one was thrown away, and none is laid; the rest is done.
   */
  async settle(conv: string, state: SendingState, sent: readonly OutboxKey[], following: readonly SealedItem[]): Promise<boolean> {
    // On the disk for what is posted next (see Outbox.lay); what was acknowledged is known to the server.
    const durability = following.length > 0 ? 'strict' : 'relaxed';
    const change = this.db.transaction(['meta', 'outbox'], 'readwrite', { durability });
    const outbox = change.objectStore('outbox');
    const [areLaid] = await Promise.all([
      layIn(outbox, following), change.objectStore('meta').put(state, this.key(conv)), ...sent.map(key => outbox.delete(key)), change.done,
    ]);
    return areLaid;
  }
}
