import { FormatError, SignatureError } from '../crypto/errors';
import { H } from '../crypto/hash';
import { read, verify } from '../crypto/jws';
import { recovery } from '../crypto/owner';
import type { ChainRefusal, Replay } from './refusal';
import type { RoomChain, Stay } from './room-chain';
import type { RoomSigner } from './room-rules';
import type { AppliedEntry, UserChain } from './user-chain';

/** The public key of a kid if it was certified for this device (or `recovery`) of the chain's user then; null otherwise. */
export type KeyOf = (kid: string, device: string, iat: number) => Promise<CryptoKey | null>;

/** Goes on with a user chain. The chain takes what is valid; the first entry that is not ends it. */
export async function replayUserChain(
  chain: UserChain, entries: readonly { readonly jws: string; readonly at: number }[], keyOf: KeyOf,
): Promise<Replay<UserChain>> {
  for (const { jws, at } of entries) {
    const code = await refusalOf(async () => {
      const entry = read(jws, 'chat-user+jws');
      const applied = { hash: await H(jws), signer: entry.kid, entry: entry.payload, at };
      const refusal = chain.refusalOf(applied);
      if (refusal !== null) return refusal;
      const key = await keyOf(entry.kid, signingDevice(chain, applied), entry.payload.iat);
      if (key === null) return 'signer';
      await verify(entry, key);
      return chain.apply(applied);
    });
    if (code !== null) return { chain, refused: { n: chain.n + 1, code } };
  }
  return { chain, refused: null };
}

/** `first` and `reset` are signed by the device they bring. */
function signingDevice(chain: UserChain, { entry, signer }: AppliedEntry): string {
  return entry.op === 'first' || entry.op === 'reset' ? entry.device : chain.signedBy(signer)!.device ?? recovery;
}

/** What a room chain needs to know of people. */
export interface RoomPeople {
  /** Whose device this kid is, and its key, if it was valid and active then (seconds); null otherwise. */
  signer(kid: string, iat: number): Promise<(RoomSigner & { readonly key: CryptoKey }) | null>;
  /** Has the user, under this base, a device then? `unsure` when it came or went close to that time. */
  hasDevice(stay: Stay, iat: number): Promise<'yes' | 'no' | 'unsure'>;
}

/** Goes on with a room chain. */
export async function replayRoomChain(
  chain: RoomChain, entries: readonly { readonly jws: string; readonly seq: number; readonly at: number }[], people: RoomPeople,
): Promise<Replay<RoomChain>> {
  for (const { jws, seq, at } of entries) {
    const code = await refusalOf(async () => {
      const entry = read(jws, 'chat-room+jws');
      const { kid, payload } = entry;
      const signer = await people.signer(kid, payload.iat);
      if (signer === null) return 'signer';
      await verify(entry, signer.key);
      const succeeds = payload.op === 'succeed' && await maySucceed(chain, payload.user, payload.iat, people);
      return chain.apply({ hash: await H(jws), signer, entry: payload, seq, at }, succeeds);
    });
    if (code !== null) return { chain, refused: { n: chain.n + 1, code } };
  }
  return { chain, refused: null };
}

/** No admin has a device left, and of those who have one nobody stands longer here. */
async function maySucceed(chain: RoomChain, user: string, iat: number, people: RoomPeople): Promise<boolean> {
  const members = chain.members();
  for (const admin of chain.admins()) if (await people.hasDevice(admin, iat) === 'yes') return false;
  for (const member of members) {
    if (member.user === user) return await people.hasDevice(member, iat) !== 'no';
    if (await people.hasDevice(member, iat) === 'yes') return false;
  }
  return false;
}

async function refusalOf(check: () => Promise<ChainRefusal | null>): Promise<ChainRefusal | null> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof SignatureError) return 'signature';
    if (error instanceof FormatError) return error.code === 'update-needed' ? 'version' : 'form';
    throw error;
  }
}
