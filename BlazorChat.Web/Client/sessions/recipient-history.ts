import type { MessageEntry } from '../api';
import { Bounded } from '../chains/bounded';
import type { People } from '../chains/people';
import type { Person } from '../chains/person';
import type { Room } from '../chains/room';
import type { RoomChain } from '../chains/room-chain';
import type { KeyPair } from '../chains/user-chain';
import { hashRecipients } from '../crypto/hash';

/** The server accepts a send with or without those added in the last minute. */
const joinMs = 60_000;
/** Revocation lists count in seconds. */
const roundingMs = 1000;
/** Looking again costs requests: not more often for one conversation. */
const refreshEveryMs = 5_000;

interface Receiver {
  readonly user: string;
  readonly pair: KeyPair;
  readonly revoked: number;
}

/** Who had to receive a message, worked out by the reader: the other end of `to`. */
export class RecipientHistory {
  private readonly hashes = new Bounded<string, Promise<string>>(200);
  private refreshedAt = -Infinity;
  private refreshing: Promise<void> | null = null;
  private cached: { readonly state: string; readonly receivers: Promise<Receiver[]> } | null = null;

  constructor(private readonly room: Room, private readonly people: People) {}

  /** Is `to` what this message had to name? A live one that differs makes us look again before we say no. */
  async knows(to: string, entry: Pick<MessageEntry, 'seq' | 'at'>, live: boolean): Promise<boolean> {
    if (await this.matches(to, entry, live)) return true;
    if (!await this.refresh()) return false;
    return this.matches(to, entry, live);
  }

  private async matches(to: string, { seq, at }: Pick<MessageEntry, 'seq' | 'at'>, live: boolean): Promise<boolean> {
    const { chain } = this.room;
    const receivers = await this.receiversAt(chain.newestBefore(seq));
    const then = (rounding: number) => receivers.filter(({ pair, revoked }) =>
      pair.added.at <= at && (pair.removed === null || pair.removed.at > at) && revoked + rounding > at);
    for (const rounding of [0, roundingMs]) {
      const all = then(rounding);
      if (await this.hash(all) === to) return true;
      if (await this.hash(all.filter(receiver => this.since(chain, receiver) + joinMs < at)) === to) return true;
      // A hold leaves no trace once it is over: then all keys of one person were out.
      if (live) continue;
      for (const user of new Set(all.map(receiver => receiver.user)))
        if (await this.hash(all.filter(receiver => receiver.user !== user)) === to) return true;
    }
    return false;
  }

  /** The same for all messages between two changes. */
  private receiversAt(n: number): Promise<Receiver[]> {
    const state = `${n} ${this.people.version} ${this.people.trust.crl.number}`;
    if (this.cached?.state === state) return this.cached.receivers;
    const receivers = this.workOut(n);
    this.cached = { state, receivers };
    // Without an answer it is worked out anew by who needs it next.
    receivers.catch(() => { if (this.cached?.receivers === receivers) this.cached = null; });
    return receivers;
  }

  private async workOut(n: number): Promise<Receiver[]> {
    const lists = await Promise.all(this.room.chain.membersAt(n).map(async ({ user, base }) => {
      const person = await this.people.get(user);
      return person === null ? [] : receiversOf(person, base);
    }));
    return lists.flat();
  }

  /** When a receiver came to this conversation: with the membership, or later with the key. From the genesis on: never. */
  private since(chain: RoomChain, { user, pair }: Receiver): number {
    const entry = chain.member(user)?.since ?? 0;
    const joined = chain.applied[entry]!.at;
    if (pair.added.at > joined) return pair.added.at;
    return entry === 0 ? 0 : joined;
  }

  private hash(receivers: readonly Receiver[]): Promise<string> {
    const kids = receivers.map(({ pair }) => pair.enc).sort();
    const key = kids.join();
    let hash = this.hashes.get(key);
    if (hash === undefined) this.hashes.set(key, hash = hashRecipients(kids));
    return hash;
  }

  /** False: there was a look just now. */
  private async refresh(): Promise<boolean> {
    const now = this.people.trust.clock();
    if (this.refreshing === null && now - this.refreshedAt < refreshEveryMs) return false;
    await (this.refreshing ??= this.look().then(() => { this.refreshedAt = now; }).finally(() => { this.refreshing = null; }));
    return true;
  }

  private async look(): Promise<void> {
    await Promise.all([this.room.refresh(), this.people.trust.refresh()]);
    this.people.forget(this.room.chain.members().map(({ user }) => user));
  }
}

async function receiversOf(person: Person, base: string): Promise<Receiver[]> {
  const pairs = person.chain.pairs.filter(pair => pair.base === base);
  return Promise.all(pairs.map(async pair =>
    ({ user: person.user, pair, revoked: (await person.revoked(pair))?.at ?? Infinity })));
}
