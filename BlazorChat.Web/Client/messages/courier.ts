import { isApiError, type Entry, type MessageEntry, type Sent } from '../api';
import { CryptoError } from '../crypto/errors';
import type { Room } from '../chains/room';
import type { Keyring } from '../sessions/keyring';
import { isSessionGood, Sealer, sessionToSend } from './composing';
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
  /** Acknowledged; resolves when they stand in the log. */
  sent(entries: readonly MessageEntry[]): Promise<void>;
}

/** A message of the outbox, signed, and how far the device has come before it. */
interface Ready {
  readonly unsent: Unsent;
  readonly state: SendingState;
}

/**
 * Takes texts from the outbox to the server, one after the other, under a lock held until the answer: two tabs never
 * use one number twice. What has no answer goes out again, the same bytes. While one is under way the next is signed;
 * if the first one's answer is another than hoped for, that is thrown away.
 */
export class Courier {
  /** The key of the session in use. */
  private readonly sealer: Sealer;
  /** Acknowledged, and not yet standing in the log. */
  private readonly arrived = new Map<string, MessageEntry>();
  private telling: Promise<void> | null = null;
  private running = false;
  private again = false;
  private waitMs: number;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private stopped = false;

  constructor(private readonly world: World, private readonly errand: Errand) {
    this.sealer = new Sealer(world);
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
    const { outbox } = this.world;
    const { place } = this.errand;
    let ready: Ready | null = null;
    for (;;) {
      const next = await this.next();
      if (next === null || this.stopped) return;
      if (ready?.unsent.id !== next.id || this.errand.obstacle() !== null) ready = null;
      const unsent: Unsent | null = ready?.unsent ?? await outbox.find(place, next.id);
      if (unsent === null) {
        // Another tab was faster.
        await outbox.removed(place, [next.id]);
        continue;
      }
      try {
        ready = await this.deliverCertified(unsent, ready?.state ?? null);
        this.waitMs = this.world.pace.retryMs;
      } catch (error) {
        ready = null;
        if (error instanceof ThrownAway) continue;
        const code = failureOf(error);
        if (code === null) throw error;
        // Its number was not used: the next message takes it.
        await outbox.change(place, { ...unsent, envelope: null, failed: code });
      }
    }
  }

  /** What is sent next: the first that is neither waiting for its writer nor, as far as we know, sent already. */
  private async next(after?: string): Promise<Unsent | null> {
    const list = await this.world.outbox.list(this.errand.place);
    const from = after === undefined ? 0 : list.findIndex(({ id }) => id === after) + 1;
    return list.find((item, i) => i >= from && item.failed === null && !this.arrived.has(item.id)) ?? null;
  }

  /** A certificate that has ended is renewed on the way, once. */
  private async deliverCertified(unsent: Unsent, state: SendingState | null): Promise<Ready | null> {
    try {
      return await this.deliver(unsent, state);
    } catch (error) {
      if (!isApiError(error, 'signer-expired')) throw error;
    }
    await this.renew();
    const again = await this.world.outbox.find(this.errand.place, unsent.id);
    if (again === null) throw new ThrownAway();
    return this.deliver(again, null);
  }

  private async renew(): Promise<void> {
    try {
      await this.world.renewal.atOnce();
    } catch (error) {
      if (isApiError(error) && error.isTransient) throw error;
      throw isApiError(error) || error instanceof CryptoError ? new SendError('expired') : error;
    }
  }

  /** `known`: how far this device has come, if that was just worked out. Returns the next message, if it is ready. */
  private async deliver(first: Unsent, known: SendingState | null): Promise<Ready | null> {
    const { room, keyring } = await this.errand.room();
    const { sendings } = this.world;
    let unsent = first;
    let state = known ?? await sendings.load(room.conv);
    for (let round = 0; round < maxRounds; round++) {
      try {
        if (unsent.envelope === null) ({ unsent, state } = await this.prepare(room, state, unsent));
        const { n, jwe } = unsent.envelope!;
        const after = sentState(state, unsent.envelope!);
        const [answer, following] = await Promise.all([this.world.api.send(room.conv, n, jwe), this.prepareNext(room, after, unsent.id)]);
        return await this.settle(room, after, unsent, answer, following);
      } catch (error) {
        if (!isApiError(error)) throw error;
        const last = error.extensions['last'] as Entry | null | undefined;
        if (error.code === 'counter') {
          const restored = await goOnFrom(this.world, room, keyring, state, last ?? null);
          state = restored.state;
          await sendings.save(room.conv, state);
          if (restored.id !== null) await this.world.outbox.remove(this.errand.place, restored.id);
          if (restored.id === unsent.id) {
            this.tell(unsent.id, last as MessageEntry);
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
    const envelope = await this.sealer.seal(room, state, session, unsent, this.errand.seen());
    const signed = { ...unsent, envelope };
    // Durable before it is posted, so that after a crash the same bytes go out again.
    if (!await this.world.outbox.change(this.errand.place, signed)) throw new ThrownAway();
    return { unsent: signed, state };
  }

  /** Signs what comes next, as long as nothing but that is to be done for it. Never fails: then it is made ready in its turn. */
  private async prepareNext(room: Room, state: SendingState, sent: string): Promise<Ready | null> {
    try {
      const unsent = await this.next(sent);
      if (unsent === null || unsent.envelope !== null || state.session === null || this.stopped || this.errand.obstacle() !== null) return null;
      if (!await isSessionGood(this.world, room, state.session)) return null;
      return { unsent: { ...unsent, envelope: await this.sealer.seal(room, state, state.session, unsent, this.errand.seen()) }, state };
    } catch {
      return null;
    }
  }

  /** The counter moves on, the message leaves the outbox, and the next one lies there signed: all or nothing. */
  private async settle(room: Room, after: SendingState, { id, envelope }: Unsent, { seq, at }: Sent, following: Ready | null): Promise<Ready | null> {
    const { outbox, sendings, device } = this.world;
    const { place } = this.errand;
    const next = following === null ? null : await outbox.stored(place, following.unsent);
    const isThere = await sendings.settle(room.conv, after, outbox.key(place, id), next);
    this.tell(id, { seq, at, kind: 'message', user: device.user, device: device.device, n: envelope!.n, jwe: envelope!.jwe });
    return isThere ? following : null;
  }

  /** The conversation hears of what was acknowledged while the next is already under way; of many at once. */
  private tell(id: string, entry: MessageEntry): void {
    this.arrived.set(id, entry);
    if (this.telling !== null) return;
    this.telling = this.tellAll().finally(() => { this.telling = null; });
    this.world.background.run(this.telling);
  }

  private async tellAll(): Promise<void> {
    while (this.arrived.size > 0) {
      const ids = [...this.arrived.keys()];
      try {
        await this.errand.sent([...this.arrived.values()]);
      } finally {
        await this.world.outbox.removed(this.errand.place, ids);
        for (const id of ids) this.arrived.delete(id);
      }
    }
  }
}

/** How far the device has come with this message. */
function sentState({ session }: SendingState, { n, hash }: Envelope): SendingState {
  return { n, prev: hash, session: session === null ? null : { ...session, count: session.count + 1 } };
}

class ThrownAway extends Error {}

const usersIn = (changed: unknown): string[] => (Array.isArray(changed) ? changed.filter(user => typeof user === 'string') : []);
