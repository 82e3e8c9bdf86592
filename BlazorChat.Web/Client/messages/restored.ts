import type { Entry, MessageEntry } from '../api';
import { CryptoError } from '../crypto/errors';
import { hashOf } from '../crypto/hash';
import { read, verify } from '../crypto/jws';
import { openMessage, readMessage } from '../crypto/message-jwe';
import type { Room } from '../chains/room';
import type { Keyring } from '../sessions/keyring';
import { SessionProblem } from '../sessions/problem';
import { nothingSent, type SendingState } from './sending-state';
import { SendError } from './types';
import type { World } from './world';

const pageSize = 200;
/** So many pages of the log are looked through for what was sent since. */
const maxPages = 10;

export interface Restored {
  readonly state: SendingState;
  /** What need not be sent again: ids, and how they stand in the log. */
  readonly sent: readonly (readonly [id: string, entry: MessageEntry])[];
}

/**
 * The server's last message of this device is not the one we remember: this browser's profile was restored, or an
 * answer was lost. Go on from that message, if it is really ours.
 */
export async function goOnFrom(world: World, room: Room, keyring: Keyring, known: SendingState, last: Entry | null): Promise<Restored> {
  // What it acknowledged it must still have: a number used twice would be held against us by who saw the first.
  if ((last?.n ?? 0) < known.n) throw new SendError('restored');
  if (last === null) return { state: nothingSent, sent: [] };
  if (last.kind !== 'message') throw new SendError('restored');
  const own = await openOwn(world, room, keyring, last);
  if (last.n === known.n && own.hash !== known.prev) throw new SendError('restored');
  const before = last.n > known.n + 1 ? await ownBetween(world, room, keyring, known.n, last) : [];
  return { state: { n: last.n, prev: own.hash, session: null }, sent: [...before, [own.id, last]] };
}

async function openOwn(world: World, room: Room, keyring: Keyring, entry: MessageEntry): Promise<{ readonly id: string; readonly hash: string }> {
  try {
    const message = readMessage(entry.jwe);
    const session = await keyring.get(message.session);
    const jws = await openMessage(message, session.key);
    const inner = read(jws, 'chat-msg+jws');
    if (inner.kid !== world.device.sig.kid || session.signer.sig !== inner.kid) throw new SendError('restored');
    await verify(inner, session.signer.key);
    const { conv, n, id } = inner.payload;
    if (conv !== room.conv || n !== entry.n) throw new SendError('restored');
    return { id, hash: await hashOf(jws) };
  } catch (error) {
    throw error instanceof CryptoError || error instanceof SessionProblem ? new SendError('restored') : error;
  }
}

/** This device's messages after number `from` and before `last`, as far back as we look. */
async function ownBetween(world: World, room: Room, keyring: Keyring, from: number, last: MessageEntry): Promise<(readonly [string, MessageEntry])[]> {
  const found: (readonly [string, MessageEntry])[] = [];
  let before = last.seq;
  for (let page = 0; page < maxPages; page++) {
    const { entries, more } = await world.api.messages(room.conv, { before, limit: pageSize });
    for (const entry of entries) {
      if (entry.kind !== 'message' || entry.device !== world.device.device || entry.n <= from || entry.n >= last.n) continue;
      found.push([(await openOwn(world, room, keyring, entry)).id, entry]);
    }
    if (!more || entries.length === 0 || found.some(([, { n }]) => n === from + 1)) break;
    before = entries[0]!.seq;
  }
  return found;
}
