import type { UserChainAnswer } from '../api';
import { readLeaf, verifyKey, type Leaf, type Use, type Wanted } from '../crypto/certificate';
import { CertificateError } from '../crypto/errors';
import { ownerUri, recovery } from '../crypto/owner';
import { toleranceSeconds, type ChainRefusal } from './refusal';
import type { Trust } from './trust';
import type { KeyPair, UserChain } from './user-chain';

/**
 * `ok`; `none`: no device yet; `new-base`: began anew, not accepted; `unknown-device`: under our own name;
 * `pin-broken`, `chain-broken`: alarms.
 */
export type Standing = 'ok' | 'none' | 'new-base' | 'unknown-device' | 'pin-broken' | 'chain-broken';

/** A receiver's key, checked. */
export interface Recipient {
  readonly user: string;
  readonly kid: string;
  readonly key: CryptoKey;
}

/** A user whose chain was replayed, with all certificates of the keys in it. */
export class Person {
  constructor(
    readonly user: string,
    readonly username: string,
    readonly chain: UserChain,
    readonly refused: ChainRefusal | null,
    private readonly certs: UserChainAnswer['certs'],
    private readonly trust: Trust,
    /** As certified; the user name until there is a certificate. */
    readonly name: string,
    readonly standing: Standing,
    /** With `unknown-device`: which. */
    readonly unknownDevice: string | null,
    /** What they call themselves, as the server says; null: nothing else. Only ever beside `name`. */
    readonly chosen: string | null,
  ) {}

  /** What leads where both are shown. */
  get shown(): string { return this.chosen ?? this.name; }

  /** The leaf of one key of a pair, or `CertificateError`. */
  leaf(pair: KeyPair, use: Use, at: number, valid: Wanted['valid']): Promise<Leaf> {
    const kid = use === 'sig' ? pair.sig : pair.enc;
    const { authority, crl } = this.trust;
    return verifyKey(this.certs[kid] ?? [], { user: this.user, device: pair.device ?? recovery, kid, use, at, valid, authority, crl });
  }

  /** All certificates of a pair's signing key, base64url DER. */
  signing = ({ sig }: KeyPair): readonly string[] => this.certs[sig] ?? [];

  /** Everything that receives for this user now. Revoked and held keys do not; any other fault is thrown. */
  async recipients(): Promise<Recipient[]> {
    const now = this.trust.clock();
    const own = this.chain.recovery();
    const pairs = own === null ? this.chain.active() : [...this.chain.active(), own];
    const leaves = await Promise.all(pairs.map(pair => this.receiving(pair, now)));
    return leaves.filter(leaf => leaf !== null).map(({ kid, key }) => ({ user: this.user, kid, key }));
  }

  private async receiving(pair: KeyPair, now: number): Promise<Leaf | null> {
    // A device is out with either of its keys.
    if (await this.revoked(pair) !== null) return null;
    try {
      return await this.leaf(pair, 'enc', now, 'receiver');
    } catch (error) {
      if (error instanceof CertificateError && (error.code === 'revoked' || error.code === 'held')) return null;
      throw error;
    }
  }

  async revoked(pair: KeyPair): Promise<{ readonly at: number; readonly held: boolean } | null> {
    return await this.trust.revokedSince(this.certs[pair.sig] ?? []) ?? await this.trust.revokedSince(this.certs[pair.enc] ?? []);
  }

  /** Has the user a device of this base then? `unsure` when one came or went within the tolerance. */
  async hasDevice(base: string, iat: number): Promise<'yes' | 'no' | 'unsure'> {
    let answer: 'no' | 'unsure' = 'no';
    for (const pair of this.chain.pairs) {
      if (pair.device === null || pair.base !== base) continue;
      const revoked = await this.revoked(pair);
      // On hold is not gone.
      const gone = Math.min(pair.removed?.iat ?? Infinity, revoked === null || revoked.held ? Infinity : revoked.at / 1000);
      if (pair.added.iat + toleranceSeconds <= iat && gone > iat + toleranceSeconds) return 'yes';
      if (pair.added.iat - toleranceSeconds <= iat && gone >= iat - toleranceSeconds) answer = 'unsure';
    }
    return answer;
  }
}

/** The newest certificate's name for any key of these, issued to this user and the device the chain names. */
export async function certifiedName(certs: UserChainAnswer['certs'], chain: UserChain, trust: Trust): Promise<string | null> {
  let newest: Leaf | null = null;
  for (const pair of chain.pairs) {
    const owner = ownerUri({ user: chain.user, device: pair.device ?? recovery });
    for (const der of certs[pair.sig] ?? []) {
      const leaf = await readLeaf(der, trust.authority).catch(() => null);
      if (leaf === null || leaf.kid !== pair.sig || leaf.uri !== owner) continue;
      if (newest === null || leaf.notBefore > newest.notBefore) newest = leaf;
    }
  }
  return newest?.name ?? null;
}
