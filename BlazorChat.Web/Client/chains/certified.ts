import type { UserChainAnswer } from '../api';
import type { Authority } from '../crypto/authority';
import { verifyKey, type Leaf } from '../crypto/certificate';
import type { Crl } from '../crypto/crl';
import { CertificateError } from '../crypto/errors';
import { replayUserChain, type KeyOf } from './replay';
import type { Replay } from './refusal';
import { UserChain } from './user-chain';

/** A user's chain as the server shows it, every entry signed by a key that was certified for that device, and valid, then. */
export const replayCertified = (
  user: string, { entries, certs }: Pick<UserChainAnswer, 'entries' | 'certs'>, trust: { readonly authority: Authority; readonly crl: Crl },
): Promise<Replay<UserChain>> => replayUserChain(new UserChain(user), entries, certifiedThen(user, certs, trust));

function certifiedThen(
  user: string, certs: UserChainAnswer['certs'], { authority, crl }: { readonly authority: Authority; readonly crl: Crl },
): KeyOf {
  return (kid, device, iat) => keyOrNull(
    verifyKey(certs[kid] ?? [], { user, device, kid, use: 'sig', at: iat * 1000, valid: 'then', authority, crl }));
}

/** Null for a key that is not, or was not then, certified for this. */
export async function keyOrNull(leaf: Promise<Leaf>): Promise<CryptoKey | null> {
  try {
    return (await leaf).key;
  } catch (error) {
    if (error instanceof CertificateError) return null;
    throw error;
  }
}
