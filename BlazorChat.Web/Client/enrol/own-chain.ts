import type { UserChainAnswer } from '../api';
import { isApiError } from '../api';
import { replayCertified } from '../chains/certified';
import type { UserChain } from '../chains/user-chain';
import { H } from '../crypto/hash';
import { sign } from '../crypto/jws';
import type { UserEntry } from '../crypto/payloads';
import type { EncryptionKey } from '../crypto/session-key';
import type { DeviceKeys } from '../keys/device-keys';
import { Pins } from '../keys/pins';
import type { Trust } from '../keys/trust';
import { type Context, EnrolError } from './context';

export interface OwnChain {
  readonly chain: UserChain;
  readonly pendingReset: UserChainAnswer['pendingReset'];
}

/** One's own chain, judged as everybody else judges it, and continuing what this browser saw of it. */
export async function readOwnChain({ api, db, user }: Context, trust: Trust): Promise<OwnChain> {
  const answer = await api.userChain(user);
  const { chain, refused } = await replayCertified(user, answer, trust);
  const seen = await new Pins(db, user).chain('user', user);
  if (refused !== null || (seen && chain.applied[seen.n]?.hash !== seen.head)) throw new EnrolError('own-chain-broken');
  return { chain, pendingReset: answer.pendingReset };
}

/**
 * The first sight of one's own chain. Later the pin is raised by who also looks for devices this person does not know,
 * never on the way.
 */
export async function pinFirstSight({ db, user }: Context, chain: UserChain): Promise<void> {
  const pins = new Pins(db, user);
  if (chain.head !== null && (await pins.chain('user', user)) === null)
    await pins.pinChain('user', user, { n: chain.n, head: chain.head, base: chain.base });
}

export const isActive = (chain: UserChain, keys: DeviceKeys): boolean =>
  chain.active().some(pair => pair.device === keys.device && pair.sig === keys.sig.kid && pair.enc === keys.enc.kid);

/** What an entry says beside its place: number, predecessor and time are filled in. */
export type NewEntry = UserEntry extends infer E ? E extends UserEntry ? Omit<E, 'v' | 'user' | 'n' | 'prev' | 'iat'> : never : never;

export type Appended = { readonly chain: UserChain; readonly pending: boolean };
const attempts = 3;

/** Appends an entry. `build` sees the chain as it is and gives null when nothing is to do any more, after a lost answer. */
export async function append(
  context: Context, trust: Trust, signer: EncryptionKey, build: (chain: UserChain) => NewEntry | null,
): Promise<Appended> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { chain } = await readOwnChain(context, trust);
    const content = build(chain);
    if (content === null) return { chain, pending: false };
    const iat = Math.max(Math.floor(context.now() / 1000), chain.iat); // never below the predecessor's
    const entry = placed(content, context.user, chain, iat);
    const jws = await sign('chat-user+jws', signer.kid, signer.key, entry);
    // What the others would refuse is not sent.
    if (chain.apply({ hash: await H(jws), signer: signer.kid, entry, at: context.now() }) !== null) throw new EnrolError('own-chain-broken');
    try {
      const answer = await context.api.appendUserChain(context.user, jws);
      return { chain, pending: 'pending' in answer };
    } catch (error) {
      if (!isApiError(error, 'chain')) throw error;
    }
  }
  throw new EnrolError('chain-busy');
}

/** The members in the order of the protocol. */
function placed(content: NewEntry, user: string, chain: UserChain, iat: number): UserEntry {
  const { op, ...rest } = content;
  return { v: 1, user, n: chain.n + 1, prev: chain.head, op, ...rest, iat } as UserEntry;
}
