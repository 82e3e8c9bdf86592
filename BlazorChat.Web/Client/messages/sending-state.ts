import type { Database } from '../keys';
import type { CurrentSession } from '../sessions/due';
import type { OutboxKey } from './outbox';

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

  /** Messages are acknowledged: they leave the outbox and the counter moves on, both or neither. */
  async settle(conv: string, state: SendingState, sent: readonly OutboxKey[]): Promise<void> {
    const change = this.db.transaction(['meta', 'outbox'], 'readwrite');
    const outbox = change.objectStore('outbox');
    await Promise.all([change.objectStore('meta').put(state, this.key(conv)), ...sent.map(key => outbox.delete(key)), change.done]);
  }
}
