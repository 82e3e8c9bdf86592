import type { Api, RoomChainEntry } from '../api';
import { FormatError } from '../crypto/errors';
import { read } from '../crypto/jws';
import type { Pins } from '../keys';
import type { People } from './people';
import { replayRoomChain } from './replay';
import { RoomChain } from './room-chain';

/** Whom entries speak of, as they say: whether it is true, replaying them shows. */
function* usersIn(entries: readonly RoomChainEntry[]): Generator<string> {
  for (const { jws } of entries) {
    try {
      const { payload } = read(jws, 'chat-room+jws');
      if (payload.op === 'create') for (const { user } of payload.members) yield user;
      else yield payload.user;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
}

/** A conversation's chain as far as verified; `broken`: it is not valid, or does not continue what we saw. */
export class Room {
  chain = new RoomChain();
  broken = false;
  private running: Promise<void> | null = null;

  /** `dmOf`: it must be the dm of these two and nothing else under that name. */
  constructor(
    readonly conv: string, private readonly api: Api, private readonly pins: Pins, private readonly people: People,
    private readonly dmOf: readonly [string, string] | null = null,
  ) {}

  /** Fetches what is new. Rejects only when the server cannot be reached or has no such conversation. */
  refresh(): Promise<void> {
    return this.running ??= this.fetch().finally(() => { this.running = null; });
  }

  private async fetch(): Promise<void> {
    const pin = await this.pins.chain('room', this.conv);
    const entries = await this.api.roomChain(this.conv, this.chain.n === -1 ? undefined : this.chain.n);
    await this.people.getAll(usersIn(entries));
    const { refused } = await replayRoomChain(this.chain, entries, this.people);
    const continues = pin === null || this.chain.applied[pin.n]?.hash === pin.head;
    this.broken = refused !== null || !continues || this.chain.conv !== this.conv || !this.isExpected();
    if (!this.broken && this.chain.n > (pin?.n ?? -1)) {
      await this.pins.pinChain('room', this.conv, { n: this.chain.n, head: this.chain.head!, base: null });
    }
  }

  private isExpected(): boolean {
    if (this.dmOf === null) return true;
    return this.chain.kind === 'dm' && this.dmOf.every(user => this.chain.member(user) !== null);
  }
}
