import { isApiError, type Entry, type ExpiredEntry, type MessageEntry, type Posted, type RemovedEntry, type Sent } from '../api';
import { CryptoError } from '../crypto/errors';
import type { Room } from '../chains/room';
import { failureOf } from './failure';
import { goOnFrom, type Restored } from './restored';
import type { Reading } from './opening';
import type { Unsent } from './outbox';
import { Retry } from './retry';
import { nothingSent } from './sending-state';
import { Packer, ThrownAway, type Batch, type Packed, type Shelf } from './packer';
import { SendError } from './types';
import type { World } from './world';

/** Each time the recipients or the room changed under our hands, we look again; this often within one attempt. */
const maxRounds = 8;

/** What the conversation tells its courier, and hears from it. */
export interface Errand extends Shelf {
  /** The room to send to: found, or made at the first send. Rejects with `SendError` when there is none to have. */
  room(): Promise<Reading>;
  /** Fetches and verifies what changed: the room, these users, revocations. */
  refresh(users: readonly string[]): Promise<void>;
  /** Acknowledged; resolves when they stand in the log. */
  sent(entries: readonly (MessageEntry | RemovedEntry)[]): Promise<void>;
}

/**
 * Takes texts from the outbox to the server, in order, one request at a time, under a lock held until the answer: two tabs never
 * use one number twice. What has no answer goes out again, the same bytes. While some are under way the next are signed;
 * if the answer is another than hoped for, these are thrown away.
 */
export class Courier {
  private readonly packer: Packer;
  /** Acknowledged, and not yet standing in the log. */
  private readonly arrived = new Map<string, MessageEntry | RemovedEntry>();
  private telling = false;
  private running = false;
  private again = false;
  private readonly retry: Retry;
  private stopped = false;
  private forgives = false;

  constructor(private readonly world: World, private readonly errand: Errand) {
    this.packer = new Packer(world, errand);
    this.retry = new Retry(world.pace, () => void this.run());
  }

  /** There is something to send, or a reason to try again. */
  kick(): void {
    this.retry.callOff();
    void this.run();
  }

  /** A person has seen that the server forgot messages it had acknowledged, and goes on from what it has. */
  forgive(): void {
    this.forgives = true;
  }

  stop(): void {
    this.stopped = true;
    this.retry.stop();
  }

  private async run(): Promise<void> {
    if (this.running || this.stopped) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.world.locks.request(this.lockName(), () => this.drain());
      } while (this.again && !this.stopped);
    } catch (error) {
      this.retry.later(error);
    } finally {
      this.running = false;
    }
  }

  private lockName(): string {
    return `blazorchat send ${this.world.device.user} ${this.errand.place}`;
  }

  private async drain(): Promise<void> {
    let ready: Batch | null = null;
    for (;;) {
      const waiting = await this.waiting();
      const [first] = waiting;
      if (first === undefined || this.stopped) return;
      // What is ready lies signed in the outbox, but was never posted: it may be signed anew.
      const anew: boolean = ready !== null && this.errand.obstacle() !== null;
      if (anew || ready?.items[0]!.unsent.id !== first.id) ready = null;
      try {
        ready = await this.deliverCertified(ready, waiting, anew);
        this.retry.wentWell();
      } catch (error) {
        ready = null;
        if (error instanceof ThrownAway) continue;
        const code = failureOf(error);
        if (code === null) throw error;
        // It is always the first that is refused. Its number was not used: the next message takes it.
        await this.world.outbox.change(this.errand.place, { ...first, envelope: null, failed: code });
      }
    }
  }

  /** What is to be sent: neither waiting for its writer nor, as far as we know, sent already. */
  private async waiting(): Promise<Unsent[]> {
    const list = await this.world.outbox.list(this.errand.place);
    return list.filter(({ id, failed }) => failed === null && !this.arrived.has(id));
  }

  /** A certificate that has ended is renewed on the way, once. */
  private async deliverCertified(ready: Batch | null, waiting: readonly Unsent[], anew: boolean): Promise<Batch | null> {
    try {
      return await this.deliver(ready, waiting, anew);
    } catch (error) {
      if (!isApiError(error, 'signer-expired')) throw error;
    }
    await this.renew();
    return this.deliver(null, waiting, false);
  }

  private async renew(): Promise<void> {
    try {
      await this.world.renewal.atOnce();
    } catch (error) {
      if (isApiError(error) && error.isTransient) throw error;
      throw isApiError(error) || error instanceof CryptoError ? new SendError('expired') : error;
    }
  }

  /**
   * `ready`: what was packed and laid in the outbox meanwhile. `anew`: nothing of what lies there signed was posted. Returns what is packed and
   * laid there to follow, if it is.
   */
  private async deliver(ready: Batch | null, waiting: readonly Unsent[], anew: boolean): Promise<Batch | null> {
    const reading = await this.errand.room();
    const { room } = reading;
    const { api, outbox, sendings } = this.world;
    let batch = ready;
    let state = ready?.before ?? await sendings.load(room.conv);
    for (let round = 0; round < maxRounds; round++) {
      try {
        batch ??= await this.packer.pack(room, state, waiting, anew || round > 0);
        state = batch.before;
        const answered = api.send(room.conv, batch.items.map(posted));
        const [answers, following] = await Promise.all([answered, this.packAhead(room, batch, answered)]);
        return await this.settle(room, batch, answers, following);
      } catch (error) {
        if (!isApiError(error)) throw error;
        const last = error.extensions['last'] as Entry | ExpiredEntry | null | undefined;
        if (error.code === 'counter') {
          const restored = await goOnFrom(reading, this.forgives ? nothingSent : state, last ?? null);
          this.forgives = false;
          state = restored.state;
          await sendings.save(room.conv, state);
          const sent = tickedOff(restored, waiting);
          if (sent.length > 0) {
            for (const [id] of sent) await outbox.remove(this.errand.place, id);
            this.tell(sent);
            return null;
          }
        } else if (error.code === 'recipients' || error.code === 'room') {
          await this.errand.refresh(usersIn(error.extensions['changed']));
          // We see the same as before, the server does not: begin a session that is surely right.
          if (round > 0) state = { ...state, session: null };
        } else if (error.code === 'session') {
          state = { ...state, session: null };
        } else {
          throw error;
        }
        // The same numbers and ids, signed anew.
        batch = null;
      }
    }
    // It changes faster than we can look: later.
    throw new TypeError('the recipients keep changing');
  }

  private packAhead(room: Room, batch: Batch, answered: Promise<unknown>): Promise<Batch | null> {
    const underWay = new Set(batch.items.map(({ unsent }) => unsent.id));
    return this.packer.packAhead(room, batch, async () => (await this.waiting()).filter(({ id }) => !underWay.has(id)), answered);
  }

  /** The counter moves on, what was taken leaves the outbox, and what follows is laid there. */
  private async settle(room: Room, { items }: Batch, answers: readonly Sent[], following: Batch | null): Promise<Batch | null> {
    const { outbox, sendings, device: { user, device } } = this.world;
    const { place } = this.errand;
    const taken = items.slice(0, answers.length);
    // If not all were taken, the first of the rest will hear why.
    const next = taken.length === items.length ? following : null;
    const keys = taken.map(({ unsent }) => outbox.key(place, unsent.id));
    const isLaid = await sendings.settle(room.conv, taken.at(-1)!.after, keys, next === null ? [] : await this.packer.sealed(next));
    this.tell(taken.map(({ unsent: { id, about }, envelope: { n, jwe } }, i) =>
      [id, { ...answers[i]!, kind: 'message', user, device, n, jwe, ...(about === undefined ? {} : { about }) }]));
    return isLaid ? next : null;
  }

  /** The conversation hears of what was acknowledged while the next are already under way. */
  private tell(arrived: readonly (readonly [id: string, entry: MessageEntry | RemovedEntry])[]): void {
    for (const [id, entry] of arrived) this.arrived.set(id, entry);
    if (!this.telling) this.world.background.run(this.tellAll());
  }

  private async tellAll(): Promise<void> {
    this.telling = true;
    try {
      while (this.arrived.size > 0) {
        const ids = [...this.arrived.keys()];
        try {
          await this.errand.sent([...this.arrived.values()]);
        } finally {
          await this.world.outbox.removed(this.errand.place, ids);
          for (const id of ids) this.arrived.delete(id);
        }
      }
    } finally {
      // In the same step as the last look: what arrives next is told by another run, and never by none.
      this.telling = false;
    }
  }
}

/** Of what waits, what the log has already. */
function tickedOff({ sent }: Restored, waiting: readonly Unsent[]): (readonly [id: string, entry: MessageEntry | RemovedEntry])[] {
  return waiting.flatMap(({ id, envelope }) => {
    const found = sent.find(own => own.id === id || (own.hash !== null && own.hash === envelope?.hash));
    return found === undefined ? [] : [[id, found.entry] as const];
  });
}

/** What a message is about the server is told in the clear: it cannot read it. */
function posted({ unsent: { body, about }, envelope: { n, jwe } }: Packed): Posted {
  if (about === undefined) return { n, jwe };
  return body.t === 'delete' ? { n, jwe, about, remove: true } : { n, jwe, about };
}

const usersIn = (changed: unknown): string[] => (Array.isArray(changed) ? changed.filter(user => typeof user === 'string') : []);
