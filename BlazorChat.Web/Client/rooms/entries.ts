import { isApiError } from '../api';
import type { Room } from '../chains/room';
import type { RoomChain } from '../chains/room-chain';
import { sign } from '../crypto/jws';
import type { RoomEntry } from '../crypto/payloads';
import { iatAfter, type World } from '../messages/world';

/** Others append too: so often the same act is signed anew for a chain that has moved on. */
const maxAttempts = 8;

type Later = Exclude<RoomEntry, { op: 'create' }>;
/** What an entry says, without its place in the chain. */
export type Change = Later extends infer Entry ? (Entry extends Later ? Omit<Entry, 'v' | 'conv' | 'n' | 'prev' | 'iat'> : never) : never;

export const signRoomEntry = ({ device }: Pick<World, 'device'>, payload: RoomEntry): Promise<string> =>
  sign('chat-room+jws', device.sig.kid, device.sig.key, payload);

/** Nothing is signed or handed over by a list that has ended, or by a server that went back behind what we saw. */
export const isTrustworthy = (trust: Pick<World['trust'], 'age' | 'wentBack' | 'rootChanged'>): boolean =>
  trust.age() !== 'expired' && !trust.wentBack && !trust.rootChanged;

/** Something is wrong with the room itself, or with what we know of revocations: nothing is signed for it. */
export class BrokenRoom extends Error {
  readonly code = 'alarm';
}

/**
 * Signs and appends one entry. `what` is asked again whenever somebody else was faster: what the act is by the chain as it stands then,
 * null when there is nothing left to do. Rejects with `ApiError`, or `BrokenRoom`.
 */
export async function appendEntry(world: World, room: Room, what: (chain: RoomChain) => Change | null): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await room.refresh();
    if (room.broken || !isTrustworthy(world.trust)) throw new BrokenRoom();
    const { chain, conv } = room;
    const change = what(chain);
    if (change === null) return;
    const { op, ...fields } = change;
    // In the order of protocol.md, which is the order of the members here.
    const payload = { v: 1, conv, n: chain.n + 1, prev: chain.head!, op, ...fields, iat: iatAfter(world.clock, chain.iat) } as RoomEntry;
    try {
      await world.api.appendRoomChain(conv, await signRoomEntry(world, payload));
    } catch (error) {
      if (!isApiError(error, 'chain') || attempt === maxAttempts) throw error;
      await new Promise(resolve => setTimeout(resolve, crypto.getRandomValues(new Uint8Array(1))[0]! * attempt));
      continue;
    }
    return room.refresh().catch(ignoreGone);
  }
}

/** Who has just left is not shown any more what they left. */
function ignoreGone(error: unknown): void {
  if (!isApiError(error) || error.status !== 404) throw error;
}
