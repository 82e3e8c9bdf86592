import type { Room } from '../chains/room';
import { maxMessages as maxInSession } from '../sessions/due';
import { Breath } from './breath';
import { isSessionGood, Sealer, sessionToSend } from './composing';
import type { Envelope, Place, SealedItem, Unsent } from './outbox';
import type { SendingState } from './sending-state';
import { SendError, type SendErrorCode } from './types';
import type { World } from './world';

/** Messages in one request, and their bytes: half of what the server takes, so that what waits behind is signed meanwhile. */
const maxMessages = 25;
const maxBytes = 512 * 1024;

/** A message of the outbox, signed, and how far the device has come with it. */
export interface Packed {
  readonly unsent: Unsent;
  readonly envelope: Envelope;
  readonly after: SendingState;
}

/** Messages that follow each other, at least one. */
export interface Batch {
  readonly before: SendingState;
  readonly items: readonly Packed[];
}

/** What is packed for whom. */
export interface Shelf {
  readonly place: Place;
  /** Hash of the newest verified message of another device. */
  seen(): string | null;
  /** May anything be sent as things are? */
  obstacle(): SendErrorCode | null;
}

/** One of those to be packed was thrown away meanwhile: look again. */
export class ThrownAway extends Error {}

/** Signs and encrypts what lies in the outbox, in order, and lays it back there before anybody posts it. */
export class Packer {
  private readonly sealer: Sealer;

  constructor(private readonly world: World, private readonly shelf: Shelf) {
    this.sealer = new Sealer(world);
  }

  /**
   * The next to post. What was posted before and may have been taken is posted again, the same bytes, unless `anew`: the server has just
   * said that it has not. Rejects with `SendError` when nothing may be sent.
   */
  async pack(room: Room, before: SendingState, waiting: readonly Unsent[], anew: boolean): Promise<Batch> {
    const { sendings } = this.world;
    const fresh = await this.read(waiting);
    const again = anew ? [] : packedBefore(before, fresh);
    if (again.length > 0) return { before, items: again };

    const obstacle = this.shelf.obstacle();
    if (obstacle !== null) throw new SendError(obstacle);
    const session = await sessionToSend(this.world, room, before.session);
    const state = { ...before, session };
    if (session !== before.session) await sendings.save(room.conv, state);
    const batch = { before: state, items: await this.sealAll(room, state, fresh) };
    await this.lay(batch);
    return batch;
  }

  /**
   * What follows a batch under way, as long as nothing but signing is to be done for it: signed as it comes until the batch is `answered`, and
   * then what has come by then. It is not laid in the outbox. Never fails: then it is packed in its turn.
   */
  async packAhead(room: Room, { items }: Batch, behind: () => Promise<readonly Unsent[]>, answered: Promise<unknown>): Promise<Batch | null> {
    const breath = new Breath();
    try {
      const before = items.at(-1)!.after;
      let isOver = false;
      const over = answered.then(() => {}, () => {}).then(() => { isOver = true; });
      let packed: readonly Packed[] = [];
      for (;;) {
        const [next] = (await behind()).slice(packed.length);
        if (next === undefined) {
          if (isOver) break;
          await Promise.race([over, this.world.outbox.changed(this.shelf.place)]);
          continue;
        }
        if (next.envelope !== null || before.session === null || this.shelf.obstacle() !== null) break;
        if (packed.length === 0 && !await isSessionGood(this.world, room, before.session)) break;
        const more = await this.sealAll(room, before, [next], packed);
        if (more.length === packed.length) break;
        packed = more;
        await breath.take();
      }
      return packed.length === 0 ? null : { before, items: packed };
    } catch {
      return null;
    }
  }

  /** A batch as it is laid in the outbox. */
  sealed({ items }: Batch): Promise<SealedItem[]> {
    return this.world.outbox.sealAll(this.shelf.place, items.map(signed));
  }

  /** Durable before it is posted: after a crash what lies there signed goes out again, the same bytes. */
  private async lay({ items }: Batch): Promise<void> {
    if (!await this.world.outbox.lay(this.shelf.place, items.map(signed))) throw new ThrownAway();
  }

  /** As it lies in the store: another tab may have sent it, signed it, or thrown it away. */
  private async read(waiting: readonly Unsent[]): Promise<Unsent[]> {
    const { outbox } = this.world;
    const first = waiting.slice(0, maxMessages);
    const found = await Promise.all(first.map(({ id }) => outbox.find(this.shelf.place, id)));
    const gone = first.filter((_, i) => found[i] === null).map(({ id }) => id);
    if (gone.length > 0) {
      await outbox.removed(this.shelf.place, gone);
      throw new ThrownAway();
    }
    return found as Unsent[];
  }

  /** `packed`: what comes before them in the same batch. */
  private async sealAll(room: Room, before: SendingState, waiting: readonly Unsent[], packed: readonly Packed[] = []): Promise<Packed[]> {
    const items = [...packed];
    let state = items.at(-1)?.after ?? before;
    const breath = new Breath();
    let bytes = items.reduce((sum, { envelope }) => sum + envelope.jwe.length, 0);
    for (const unsent of waiting) {
      const session = state.session!;
      const full = items.length === maxMessages || bytes > maxBytes || session.count >= maxInSession;
      if (items.length > 0 && full) break;
      const envelope = await this.sealer.seal(room, state, session, unsent, this.shelf.seen());
      state = sentState(state, envelope);
      bytes += envelope.jwe.length;
      items.push({ unsent, envelope, after: state });
      await breath.take();
    }
    return items;
  }
}

/** As it lies in the outbox once it is signed. */
const signed = ({ unsent, envelope }: Packed): Unsent => ({ ...unsent, envelope });

/** From the front, what was signed to follow exactly what the server has acknowledged. */
function packedBefore(before: SendingState, waiting: readonly Unsent[]): Packed[] {
  const items: Packed[] = [];
  let state = before;
  for (const unsent of waiting) {
    const { envelope } = unsent;
    if (envelope === null || envelope.n !== state.n + 1 || envelope.prev !== state.prev) break;
    state = sentState(state, envelope);
    items.push({ unsent, envelope, after: state });
  }
  return items;
}

function sentState({ session }: SendingState, { n, hash }: Envelope): SendingState {
  return { n, prev: hash, session: session === null ? null : { ...session, count: session.count + 1 } };
}
