import type { RoomChainEntry } from '../api';
import { decode } from '../crypto/base64url';
import { dersOfPem } from '../crypto/pem';
import { H } from '../crypto/hash';
import { read } from '../crypto/jws';
import type { Reading } from './opening';
import { patiently } from './patience';
import type { Kept } from './transcript';

/** A key that signed something, and every certificate it ever had. */
export interface ProvenKey {
  readonly kid: string;
  readonly user: string;
  readonly device: string;
  /** As certified. */
  readonly name: string;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
}

/** What others need to check the signatures of a conversation by themselves. Everything in it has been verified here. */
export interface Proof {
  readonly conv: string;
  readonly kind: 'dm' | 'private' | 'open';
  /** The whole chain of who is in the conversation. */
  readonly membership: readonly Kept[];
  readonly keys: readonly ProvenKey[];
  /** DER: the roots this browser has pinned, the issuing CAs below them, the newest revocation lists. */
  readonly roots: readonly Uint8Array[];
  readonly issuers: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
}

/** `kids`: of the keys that signed the messages. */
export async function proofOf(reading: Reading, kids: ReadonlySet<string>, signal: AbortSignal): Promise<Proof> {
  const { world: { api, db, device, trust, pace }, room } = reading;
  const ask = <T>(act: () => Promise<T>): Promise<T> => patiently(act, pace.retryMs, signal);
  await ask(() => trust.refresh());
  const entries = await ask(() => api.roomChain(room.conv));
  const keys = new Map<string, ProvenKey>();
  for (const kid of kids) keys.set(kid, await ask(() => keyOf(reading, kid)));
  const membership: Kept[] = [];
  for (const entry of entries) {
    // One that came a moment ago, or one that is not valid: no part of what was verified.
    if (room.chain.applied[membership.length]?.hash !== await H(entry.jws)) break;
    const { kid } = read(entry.jws, 'chat-room+jws');
    if (!keys.has(kid)) keys.set(kid, await ask(() => keyOf(reading, kid)));
    membership.push(signedBy(entry, keys.get(kid)!));
  }
  const lists = await db.get('crl', [device.user]);
  return {
    conv: room.conv, kind: room.chain.kind, membership, keys: [...keys.values()],
    roots: trust.authority.roots.map(({ fields }) => fields.der),
    issuers: trust.authority.issuers.map(({ fields }) => fields.der),
    lists: lists === undefined ? [] : dersOfPem(lists.pem, 'X509 CRL'),
  };
}

const signedBy = ({ seq, at, jws }: RoomChainEntry, { user, device }: ProvenKey): Kept => ({ seq, at, user, device, jws });

async function keyOf({ world }: Reading, kid: string): Promise<ProvenKey> {
  const found = await world.people.deviceOf(kid);
  // What was verified was verified with it.
  if (found === null || found.pair.device === null) throw new Error('a key that signed is known no more');
  const { person, pair } = found;
  return { kid, user: person.user, device: pair.device!, name: person.name, certificates: person.signing(pair).map(decode) };
}
