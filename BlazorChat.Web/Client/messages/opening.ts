import { CryptoError, FormatError, SignatureError } from '../crypto/errors';
import { hashOf } from '../crypto/hash';
import { read, verify, type Read } from '../crypto/jws';
import { openMessage, readMessage, type ReadMessage } from '../crypto/message-jwe';
import type { Message } from '../crypto/payloads';
import { countedAt } from '../chains/user-chain';
import type { MessageEntry } from '../api';
import type { Room } from '../chains/room';
import { SessionProblem, type SessionProblemCode } from '../sessions/problem';
import type { Keyring, OpenSession } from '../sessions/keyring';
import type { RecipientHistory } from '../sessions/recipient-history';
import type { World } from './world';
import type { Mark } from './types';

/** Why a message is not shown, one code for every check, in the order of the checks. */
export type Refusal =
  | 'size' | 'form' | 'headers' | SessionProblemCode | 'decrypt' | 'inner-form' | 'signature' | 'device-inactive'
  | 'author' | 'conversation' | 'session' | 'number' | 'room-unknown' | 'room-later' | 'not-member'
  // between neighbours
  | 'room-older' | 'repeat' | 'prev'
  // it was there, and is not any more: only where a log is saved
  | 'removed';

export interface Verified {
  readonly ok: true;
  readonly message: Message;
  /** H of the inner JWS. */
  readonly hash: string;
  readonly author: { readonly user: string; readonly base: string; readonly sig: string };
  /** The entry of the room chain that the sender had seen. */
  readonly room: number;
  readonly marks: readonly Mark[];
}

export interface Refused {
  readonly ok: false;
  readonly code: Refusal;
}

export type Opened = Verified | Refused;

export interface Reading {
  readonly world: World;
  readonly room: Room;
  readonly keyring: Keyring;
  readonly history: RecipientHistory;
  /** Told the inner JWS, as signed, of everything that is verified: for who wants to keep it. */
  readonly keep?: (seq: number, jws: Uint8Array) => void;
}

class Refuse extends Error {
  constructor(readonly code: Refusal) {
    super(code);
  }
}

/**
 * Everything a message can be checked for by itself, in the order of the protocol. `live`: it has just come, so its
 * sender is also judged as of now. Rejects only when the server cannot be asked.
 */
export async function openEntry(reading: Reading, entry: MessageEntry, live: boolean): Promise<Opened> {
  try {
    return await check(reading, entry, live);
  } catch (error) {
    if (error instanceof Refuse || error instanceof SessionProblem) return { ok: false, code: error.code };
    throw error;
  }
}

async function check(reading: Reading, entry: MessageEntry, live: boolean): Promise<Verified> {
  const envelope = envelopeOf(entry.jwe);
  const session = await reading.keyring.get(envelope.session);
  const jws = await openMessage(envelope, session.key).catch(() => { throw new Refuse('decrypt'); });
  const inner = innerOf(jws);
  const [gone, hash] = await Promise.all([checkSigner(reading, session, inner, entry), hashOf(jws)]);
  checkPlace(reading, session, inner.payload, entry);
  const room = await placeOf(reading.room, inner.payload.room, entry.seq);
  const { user, base, sig } = session.signer;
  const { chain } = reading.room;
  // There as the sender saw it, and at this place of the log.
  for (const n of [room, chain.newestBefore(entry.seq)])
    if (chain.memberAt(user, n)?.base !== base) throw new Refuse('not-member');
  const marks: Mark[] = [];
  if (live && (gone || chain.member(user)?.base !== base)) marks.push({ code: 'sender-removed', params: {} });
  if (!await reading.history.knows(inner.payload.to, entry, live)) marks.push({ code: 'recipients-differ', params: {} });
  reading.keep?.(entry.seq, jws);
  return { ok: true, message: inner.payload, hash, author: { user, base, sig }, room, marks };
}

function envelopeOf(jwe: string): ReadMessage {
  try {
    return readMessage(jwe);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new Refuse(error.code === 'too-large' ? 'size' : error.code === 'bad-header' ? 'headers' : 'form');
  }
}

function innerOf(jws: Uint8Array<ArrayBuffer>): Read<'chat-msg+jws'> {
  try {
    return read(jws, 'chat-msg+jws');
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new Refuse(error.code === 'update-needed' ? 'update-needed' : 'inner-form');
  }
}

/** Signed by the session's own device, valid and active when the server took it. Returns whether it is gone by now. */
async function checkSigner(
  { world }: Reading, { signer }: OpenSession, inner: Read<'chat-msg+jws'>, { at }: MessageEntry,
): Promise<boolean> {
  if (inner.kid !== signer.sig) throw new Refuse('signature');
  try {
    await verify(inner, signer.key);
  } catch (error) {
    throw error instanceof SignatureError ? new Refuse('signature') : error;
  }
  const found = await world.people.deviceOf(signer.sig);
  if (found === null || !countedAt(found.pair, at / 1000)) throw new Refuse('device-inactive');
  await world.people.leafThen(found, at).catch((error: unknown) => {
    throw error instanceof CryptoError ? new Refuse('device-inactive') : error;
  });
  return found.pair.removed !== null || await found.person.revoked(found.pair) !== null;
}

/** What was signed is what was delivered: conversation, session, number, and whose it is said to be. */
function checkPlace({ room }: Reading, { id, signer }: OpenSession, message: Message, entry: MessageEntry): void {
  if (message.conv !== room.conv) throw new Refuse('conversation');
  if (message.session !== id) throw new Refuse('session');
  if (message.n !== entry.n) throw new Refuse('number');
  if (entry.user !== signer.user || entry.device !== signer.pair.device) throw new Refuse('author');
}

/** The room the sender names must be a beginning of the chain at this place of the log. */
async function placeOf(room: Room, head: string, seq: number): Promise<number> {
  if (room.chain.indexOf(head) === -1) await room.refresh();
  const place = room.chain.indexOf(head);
  if (place === -1) throw new Refuse('room-unknown');
  if (place > room.chain.newestBefore(seq)) throw new Refuse('room-later');
  return place;
}
