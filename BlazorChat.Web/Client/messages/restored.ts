import type { Entry } from '../api';
import { CryptoError } from '../crypto/errors';
import { H } from '../crypto/hash';
import { read, verify } from '../crypto/jws';
import { openMessage, readMessage } from '../crypto/message-jwe';
import type { Room } from '../chains/room';
import type { Keyring } from '../sessions/keyring';
import { SessionProblem } from '../sessions/problem';
import { nothingSent, type SendingState } from './sending-state';
import { SendError } from './types';
import type { World } from './world';

/**
 * The server's last message of this device is not the one we remember: this browser's profile was restored, or an
 * answer was lost. Go on from that message, if it is really ours. `id`: it need not be sent again.
 */
export async function goOnFrom(
  world: World, room: Room, keyring: Keyring, known: SendingState, last: Entry | null,
): Promise<{ readonly state: SendingState; readonly id: string | null }> {
  // What it acknowledged it must still have: a number used twice would be held against us by who saw the first.
  if ((last?.n ?? 0) < known.n) throw new SendError('restored');
  if (last === null) return { state: nothingSent, id: null };
  if (last.kind !== 'message') throw new SendError('restored');
  try {
    const session = await keyring.get(readMessage(last.jwe).session);
    const jws = await openMessage(last.jwe, session.id, session.key);
    const inner = read(jws, 'chat-msg+jws');
    if (inner.kid !== world.device.sig.kid || session.signer.sig !== inner.kid) throw new SendError('restored');
    await verify(inner, session.signer.key);
    const { conv, n, id } = inner.payload;
    const hash = await H(jws);
    if (conv !== room.conv || n !== last.n || (n === known.n && hash !== known.prev)) throw new SendError('restored');
    return { state: { n, prev: hash, session: null }, id };
  } catch (error) {
    throw error instanceof CryptoError || error instanceof SessionProblem ? new SendError('restored') : error;
  }
}
