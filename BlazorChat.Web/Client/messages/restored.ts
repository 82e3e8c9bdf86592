import { isExpired, isMessage, isRemoved, type Entry, type ExpiredEntry, type MessageEntry, type RemovedEntry } from '../api';
import { CryptoError } from '../crypto/errors';
import { hashOf } from '../crypto/hash';
import { read, verify } from '../crypto/jws';
import { openMessage, readMessage } from '../crypto/message-jwe';
import { SessionProblem } from '../sessions/problem';
import { isAdmin } from './changes';
import { targetOf } from './judging';
import { openEntry, type Reading } from './opening';
import { nothingSent, type SendingState } from './sending-state';
import { SendError } from './types';

const pageSize = 200;
/** So many pages of the log are looked through for what was sent since. */
const maxPages = 10;

/** A message of this device as it stands in the log. Of one that was deleted there is no id, and its hash is what others call it. */
export interface OwnSent {
  readonly id: string | null;
  readonly hash: string | null;
  readonly entry: MessageEntry | RemovedEntry;
}

export interface Restored {
  readonly state: SendingState;
  /** What need not be sent again. */
  readonly sent: readonly OwnSent[];
}

/**
 * The server's last message of this device is not the one we remember: this browser's profile was restored, or an
 * answer was lost. Go on from that message, if it is really ours.
 */
export async function goOnFrom(reading: Reading, known: SendingState, last: Entry | ExpiredEntry | null): Promise<Restored> {
  // What it acknowledged it must still have: a number used twice would be held against us by who saw the first.
  if ((last?.n ?? 0) < known.n) throw new SendError('restored');
  if (last === null) return { state: nothingSent, sent: [] };
  // Its hash is known to nobody any more, so the next message need not name it: all that came before is deleted for everybody.
  if (isExpired(last)) return { state: { n: last.n, prev: last.n === known.n ? known.prev : null, session: null }, sent: [] };
  if (last.kind !== 'message') throw new SendError('restored');
  const own = isRemoved(last) ? await openRemoved(reading, last) : await openOwn(reading, last);
  if (last.n === known.n && own.hash !== known.prev) throw new SendError('restored');
  const before = last.n > known.n + 1 ? await ownBetween(reading, known.n, last, own.prev) : [];
  return { state: { n: last.n, prev: own.hash, session: null }, sent: [...before, own] };
}

interface OpenedOwn extends OwnSent {
  /** Null: unknown, or the first. */
  readonly prev: string | null;
}

async function openOwn({ world, room, keyring }: Reading, entry: MessageEntry): Promise<OpenedOwn> {
  try {
    const message = readMessage(entry.jwe);
    const session = await keyring.get(message.session);
    const jws = await openMessage(message, session.key);
    const inner = read(jws, 'chat-msg+jws');
    if (inner.kid !== world.device.sig.kid || session.signer.sig !== inner.kid) throw new SendError('restored');
    await verify(inner, session.signer.key);
    const { conv, n, id, prev } = inner.payload;
    if (conv !== room.conv || n !== entry.n) throw new SendError('restored');
    return { id, hash: await hashOf(jws), entry, prev };
  } catch (error) {
    throw error instanceof CryptoError || error instanceof SessionProblem ? new SendError('restored') : error;
  }
}

/** It is not there to look at. Who deleted it has signed its hash: one of our devices, or an admin; by this device, that would be the last. */
async function openRemoved(reading: Reading, entry: RemovedEntry): Promise<OpenedOwn & { readonly hash: string }> {
  const { world, room } = reading;
  const { entries } = await world.api.messages(room.conv, { around: entry.removedBy, limit: 1 });
  const by = entries.find(({ seq }) => seq === entry.removedBy);
  if (by === undefined || !isMessage(by) || by.seq <= entry.seq) throw new SendError('restored');
  await room.refresh();
  const opened = await openEntry(reading, by, false);
  const hash = targetOf(opened);
  if (!opened.ok || hash === null) throw new SendError('restored');
  const ours = opened.author.user === world.device.user;
  if (!ours && !isAdmin(room.chain, { kind: 'message', entry: by, opened, missing: 0, marks: [] })) throw new SendError('restored');
  return { id: null, hash, entry, prev: null };
}

/** This device's messages after number `from` and before `last`, as far back as we look. `prev`: the hash of the one before it. */
async function ownBetween(reading: Reading, from: number, last: MessageEntry | RemovedEntry, prev: string | null): Promise<OwnSent[]> {
  const { world, room } = reading;
  const found: OwnSent[] = [];
  let [before, named] = [last.seq, prev];
  for (let page = 0; page < maxPages; page++) {
    const { entries, more } = await world.api.messages(room.conv, { before, limit: pageSize });
    for (const entry of entries.toReversed()) {
      if (entry.kind !== 'message' || entry.device !== world.device.device || entry.n <= from || entry.n >= last.n) continue;
      const own: OpenedOwn = isRemoved(entry) ? { id: null, hash: named, entry, prev: null } : await openOwn(reading, entry);
      named = own.prev;
      found.unshift(own);
    }
    if (!more || entries.length === 0 || found.some(({ entry }) => entry.n === from + 1)) break;
    before = entries[0]!.seq;
  }
  return found;
}
