import type { People } from '../chains/people';
import type { Person, Standing } from '../chains/person';
import type { KeyPair } from '../chains/user-chain';
import { CertificateError } from '../crypto/errors';
import type { Database } from '../keys';
import { firstSeenName } from '../chains/acceptance';
import { comparisonCode } from './comparison';

export type DeviceState = 'active' | 'removed' | 'revoked' | 'held' | 'expired' | 'invalid';

export interface TrustedDevice {
  readonly device: string;
  /** RFC 7638 thumbprint of the signing key. */
  readonly sig: string;
  readonly state: DeviceState;
  /** Unix milliseconds, by the server. */
  readonly added: number;
  readonly removed: number | null;
  /** Of the newest certificate that was ever valid; null: there is none. */
  readonly certificate: { readonly serial: string; readonly notBefore: number; readonly notAfter: number } | null;
}

export interface TrustView {
  readonly user: string;
  readonly name: string;
  readonly username: string;
  readonly chosen: string | null;
  readonly standing: Standing;
  /** When this browser first saw them; null: before it kept that. */
  readonly firstSeen: number | null;
  readonly devices: readonly TrustedDevice[];
  readonly hasRecovery: boolean;
  /** How often they began anew. */
  readonly resets: number;
  /** Null: one of the two has no devices. */
  readonly code: readonly string[] | null;
  /** What it is the code of. */
  readonly bases: Bases | null;
  /** When the codes were compared; null: never, or another has begun anew since. */
  readonly compared: number | null;
}

/** The beginnings of two people that are compared, one's own and the other's. */
export interface Bases {
  readonly own: string;
  readonly base: string;
}

interface Compared extends Bases {
  readonly at: number;
}

/** What this browser knows of people's devices, verified, and what its owner has compared with them. */
export class TrustBook {
  constructor(private readonly people: People, private readonly db: Database, private readonly own: string) {}

  /** Null: there is no such user. */
  async of(user: string): Promise<TrustView | null> {
    const [me, person] = await Promise.all([this.people.get(this.own), this.people.get(user)]);
    if (person === null) return null;
    const { chain, name, username, chosen, standing } = person;
    const bases = me?.chain.base != null && chain.base !== null ? { own: me.chain.base, base: chain.base } : null;
    const pairs = chain.pairs.filter(pair => pair.device !== null);
    return {
      user, name, username, chosen, standing, bases, firstSeen: await this.firstSeen(user), hasRecovery: chain.recovery() !== null, resets: Math.max(chain.bases.length - 1, 0),
      devices: await Promise.all(pairs.map(pair => this.device(person, pair))),
      code: bases === null ? null : await comparisonCode({ user: this.own, base: bases.own }, { user, base: bases.base }),
      compared: await this.comparedAt(user, bases),
    };
  }

  /** The code of these, which was shown, is the same on both sides: whoever has begun anew since was not compared. `at`: Unix milliseconds; null: not any more. */
  async mark(user: string, bases: Bases, at: number | null): Promise<void> {
    const key: [string, string] = [this.own, comparedName(user)];
    if (at === null) await this.db.delete('meta', key);
    else await this.db.put('meta', { own: bases.own, base: bases.base, at } satisfies Compared, key);
  }

  private async comparedAt(user: string, bases: Bases | null): Promise<number | null> {
    const kept = await this.db.get('meta', [this.own, comparedName(user)]) as Compared | undefined;
    return kept !== undefined && bases !== null && kept.own === bases.own && kept.base === bases.base ? kept.at : null;
  }

  private async firstSeen(user: string): Promise<number | null> {
    const at = await this.db.get('meta', [this.own, firstSeenName(user)]);
    return typeof at === 'number' ? at : null;
  }

  private async device(person: Person, pair: KeyPair): Promise<TrustedDevice> {
    const now = this.people.trust.clock();
    const { device, sig, added, removed } = pair;
    const place = { device: device!, sig, added: added.at, removed: removed?.at ?? null };
    // Looking back to when it was added, so that one revoked since still shows its certificate.
    const leaf = await person.leaf(pair, 'sig', added.at, 'then').catch(ignoreInvalid);
    const certificate = leaf === null ? null : { serial: leaf.serial, notBefore: leaf.notBefore, notAfter: leaf.notAfter };
    return { ...place, certificate, state: await this.stateOf(person, pair, now) };
  }

  private async stateOf(person: Person, pair: KeyPair, now: number): Promise<DeviceState> {
    const revoked = await person.revoked(pair);
    if (revoked !== null) return revoked.held ? 'held' : 'revoked';
    if (pair.removed !== null) return 'removed';
    try {
      await person.leaf(pair, 'sig', now, 'now');
      return 'active';
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      return error.code === 'expired' ? 'expired' : 'invalid';
    }
  }
}

const comparedName = (user: string): string => `compared ${user}`;

function ignoreInvalid(error: unknown): null {
  if (error instanceof CertificateError) return null;
  throw error;
}
