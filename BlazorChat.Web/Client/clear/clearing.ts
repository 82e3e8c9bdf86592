// What clears a history, in this browser alone or on the server, for the chat as for pages without an engine.
import { Api, type Cleared } from '../api';
import { openDatabase } from '../keys';
import { Clearings, clearingsChannel, type Hidden } from '../messages/clearings';
import type { Channel } from '../messages/outbox';

export type Where = 'here' | 'everywhere';

/** A clearing that is done. */
export interface Clearing {
  /** As it was before; rejects when that cannot be done (any more). */
  undo(): Promise<void>;
  /** It was not undone in time. */
  settle(): void;
}

/** The browser keeps nothing. */
export class StorageError extends Error {
  readonly code = 'storage';
}

/** What differs between a browser and a test. */
export interface Surroundings {
  readonly api: Api;
  readonly channel: (name: string) => Channel<'look'>;
  readonly databaseName?: string;
}

const browserSurroundings = (): Surroundings => ({ api: new Api(), channel: name => new BroadcastChannel(name) as Channel<'look'> });

export class ClearHistory {
  constructor(private readonly user: string, private readonly surroundings: Surroundings = browserSurroundings()) {}

  /** All messages so far, of this conversation or (null) of all. Null: there was nothing to clear. */
  clear(where: Where, conv: string | null): Promise<Clearing | null> {
    return where === 'here' ? this.hide(conv) : this.clearEverywhere(conv);
  }

  private async clearEverywhere(conv: string | null): Promise<Clearing | null> {
    const { api } = this.surroundings;
    const end = conv === null ? null : await this.endOf(conv);
    if (conv !== null && end === null) return null;
    const { at, conversations } = end === null ? await api.clearAll() : await api.clear(conv!, end.seq);
    if (conversations === 0) return null;
    this.tellOthers();
    return {
      undo: async () => {
        await api.undoClear(conv, at);
        this.tellOthers();
      },
      settle: () => {},
    };
  }

  private async hide(conv: string | null): Promise<Clearing | null> {
    const all = conv === null ? await this.surroundings.api.conversations() : [];
    const read = new Map(all.map(({ conv: of, readSeq }) => [of, readSeq]));
    const ends = conv === null
      ? new Map(all.map(({ conv: of, lastSeq, lastAt }) => [of, { seq: lastSeq, at: lastAt }]))
      : new Map(Object.entries({ [conv]: await this.endOf(conv) }));
    const places = new Map([...ends].filter((pair): pair is [string, Cleared] => pair[1] !== null));
    const hidden = await this.withClearings(clearings => clearings.hide(places));
    if (hidden.length === 0) return null;
    return {
      undo: () => this.withClearings(clearings => clearings.restore(hidden)),
      settle: () => void this.markRead(hidden.filter(({ conv: of, place }) => place.seq > (read.get(of) ?? 0))),
    };
  }

  /** Only counts in lists depend on it, and who opens the conversation marks it too. */
  private async markRead(hidden: readonly Hidden[]): Promise<void> {
    for (const { conv, place } of hidden) await this.surroundings.api.markRead(conv, place.seq).catch(() => {});
  }

  /** Null: all of it is cleared. */
  private async endOf(conv: string): Promise<Cleared | null> {
    const { entries } = await this.surroundings.api.messages(conv, { limit: 1 });
    const last = entries.at(-1);
    return last === undefined ? null : { seq: last.seq, at: last.at };
  }

  private async withClearings<T>(act: (clearings: Clearings) => Promise<T>): Promise<T> {
    const { databaseName, channel } = this.surroundings;
    try {
      const db = await openDatabase(undefined, databaseName);
      const clearings = new Clearings(db, this.user, channel(clearingsChannel(this.user)));
      try {
        return await act(clearings);
      } finally {
        clearings.close();
        db.close();
      }
    } catch (cause) {
      throw new StorageError('nothing can be kept in this browser', { cause });
    }
  }

  /** Other tabs learn of it by their circuits; this one and they also when these are down. */
  private tellOthers(): void {
    const channel = this.surroundings.channel(clearingsChannel(this.user));
    channel.postMessage('look');
    channel.close();
  }
}
