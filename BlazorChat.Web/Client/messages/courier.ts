import { isApiError, type Entry, type MessageEntry } from '../api';
import { CryptoError } from '../crypto/errors';
import type { Room } from '../chains/room';
import type { Keyring } from '../sessions/keyring';
import { seal, sessionToSend } from './composing';
import { failureOf } from './failure';
import { goOnFrom } from './restored';
import type { Envelope, Place, Unsent } from './outbox';
import type { SendingState } from './sending-state';
import { SendError, type SendErrorCode } from './types';
import type { World } from './world';

/** Each time the recipients or the room changed under our hands, we look again; this often within one attempt. */
const maxRounds = 8;

/** What the conversation tells its courier, and hears from it. */
export interface Errand {
  readonly place: Place;
  /** The room to send to: found, or made at the first send. Rejects with `SendError` when there is none to have. */
  room(): Promise<{ readonly room: Room; readonly keyring: Keyring }>;
  /** Fetches and verifies what changed: the room, these users, revocations. */
  refresh(users: readonly string[]): Promise<void>;
  /** Hash of the newest verified message of another device. */
  seen(): string | null;
  /** May anything be sent as things are? */
  obstacle(): SendErrorCode | null;
  /** Acknowledged; resolves when it stands in the log. */
  sent(entry: MessageEntry): Promise<void>;
}

/**
 * Takes texts from the outbox to the server, one after the other, under a lock held until the answer: two tabs never
 * use one number twice. What has no answer goes out again, the same bytes.
 */
export class Courier {
  private running = false;
  private again = false;
  private waitMs: number;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private stopped = false;

  constructor(private readonly world: World, private readonly errand: Errand) {
    this.waitMs = world.pace.retryMs;
  }

  /** There is something to send, or a reason to try again. */
  kick(): void {
    this.clear();
    this.waitMs = this.world.pace.retryMs;
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.clear();
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
      this.later(isApiError(error) ? error.retryAfter : null);
    } finally {
      this.running = false;
    }
  }

  private lockName(): string {
    return `blazorchat send ${this.world.device.user} ${this.errand.place}`;
  }

  private later(asked: number | null): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.run(), Math.max(asked ?? 0, this.waitMs));
    this.waitMs = Math.min(this.waitMs * 2, this.world.pace.maxRetryMs);
  }

  private clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private async drain(): Promise<void> {
    for (;;) {
      const { outbox } = this.world;
      const { place } = this.errand;
      const next = (await outbox.list(place)).find(item => item.failed === null);
      if (next === undefined || this.stopped) return;
      const unsent = await outbox.find(place, next.id);
      if (unsent === null) {
        // Another tab was faster.
        await outbox.removed(place, next.id);
        continue;
      }
      try {
        await this.deliverCertified(unsent);
        this.waitMs = this.world.pace.retryMs;
      } catch (error) {
        if (error instanceof ThrownAway) continue;
        const code = failureOf(error);
        if (code === null) throw error;
        // Its number was not used: the next message takes it.
        await outbox.change(place, { ...unsent, envelope: null, failed: code });
      }
    }
  }

  /** A certificate that has ended is renewed on the way, once. */
  private async deliverCertified(unsent: Unsent): Promise<void> {
    try {
      return await this.deliver(unsent);
    } catch (error) {
      if (!isApiError(error, 'signer-expired')) throw error;
    }
    await this.renew();
    const again = await this.world.outbox.find(this.errand.place, unsent.id);
    if (again === null) throw new ThrownAway();
    await this.deliver(again);
  }

  private async renew(): Promise<void> {
    try {
      await this.world.renewal.atOnce();
    } catch (error) {
      if (isApiError(error) && error.isTransient) throw error;
      throw isApiError(error) || error instanceof CryptoError ? new SendError('expired') : error;
    }
  }

  private async deliver(first: Unsent): Promise<void> {
    const { room, keyring } = await this.errand.room();
    const { sendings } = this.world;
    let unsent = first;
    let state = await sendings.load(room.conv);
    for (let round = 0; round < maxRounds; round++) {
      try {
        if (unsent.envelope === null) ({ unsent, state } = await this.prepare(room, state, unsent));
        const { n, jwe } = unsent.envelope!;
        const { seq, at } = await this.world.api.send(room.conv, n, jwe);
        return await this.settle(room, state, unsent, { seq, at });
      } catch (error) {
        if (!isApiError(error)) throw error;
        const last = error.extensions['last'] as Entry | null | undefined;
        if (error.code === 'counter') {
          const restored = await goOnFrom(this.world, room, keyring, last ?? null);
          state = restored.state;
          await sendings.save(room.conv, state);
          if (restored.id !== null) await this.world.outbox.remove(this.errand.place, restored.id);
          if (restored.id === unsent.id) return await this.errand.sent(last as MessageEntry);
        } else if (error.code === 'recipients' || error.code === 'room') {
          await this.errand.refresh(usersIn(error.extensions['changed']));
          // We see the same as before, the server does not: begin a session that is surely right.
          if (round > 0) state = { ...state, session: null };
        } else if (error.code === 'session') {
          state = { ...state, session: null };
        } else {
          throw error;
        }
        // The same number, predecessor and id, signed anew.
        unsent = { ...unsent, envelope: null };
      }
    }
    // It changes faster than we can look: later.
    throw new TypeError('the recipients keep changing');
  }

  private async prepare(room: Room, before: SendingState, unsent: Unsent): Promise<{ unsent: Unsent; state: SendingState }> {
    const obstacle = this.errand.obstacle();
    if (obstacle !== null) throw new SendError(obstacle);
    const session = await sessionToSend(this.world, room, before.session);
    const state = { ...before, session };
    if (session !== before.session) await this.world.sendings.save(room.conv, state);
    const envelope: Envelope = await seal(this.world, room, state, session, unsent, this.errand.seen());
    const signed = { ...unsent, envelope };
    // Durable before it is posted, so that after a crash the same bytes go out again.
    if (!await this.world.outbox.change(this.errand.place, signed)) throw new ThrownAway();
    return { unsent: signed, state };
  }

  private async settle(room: Room, state: SendingState, { id, envelope }: Unsent, { seq, at }: { seq: number; at: number }): Promise<void> {
    const { outbox, sendings, device } = this.world;
    const { n, hash, jwe } = envelope!;
    const session = state.session === null ? null : { ...state.session, count: state.session.count + 1 };
    await sendings.settle(room.conv, { n, prev: hash, session }, outbox.key(this.errand.place, id));
    await this.errand.sent({ seq, at, kind: 'message', user: device.user, device: device.device, n, jwe });
    await outbox.removed(this.errand.place, id);
  }
}

class ThrownAway extends Error {}

const usersIn = (changed: unknown): string[] => (Array.isArray(changed) ? changed.filter(user => typeof user === 'string') : []);
