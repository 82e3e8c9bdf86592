import type { Api } from '../api';
import { Authority } from '../crypto/authority';
import { readLeaf } from '../crypto/certificate';
import { ageOf, verifyCrl, type Crl } from '../crypto/crl';
import { CrlError } from '../crypto/errors';
import { derOfPem } from '../crypto/pem';
import { Pins, refreshCrl, type Database } from '../keys';

/** Unix milliseconds. */
export type Clock = () => number;

const certificatesName = 'authority';

/**
 * The pinned authority and its newest revocation list. The list's number only grows: an older one than seen is not
 * taken and raises `wentBack`, because it would hide a revocation.
 */
export class Trust {
  wentBack = false;
  private refreshing: Promise<boolean> | null = null;

  private constructor(
    private readonly api: Api,
    private readonly db: Database,
    private readonly user: string,
    readonly clock: Clock,
    readonly authority: Authority,
    private newest: Crl,
  ) {}

  /** Works without a connection once it has worked with one. */
  static async open(api: Api, db: Database, user: string, clock: Clock): Promise<Trust> {
    const authority = await openAuthority(api, db, user, clock);
    const stored = await db.get('crl', [user]);
    const crl = stored ? await verifyCrl(stored.der, authority, null) : await refreshCrl(authority, api, db, user);
    const trust = new Trust(api, db, user, clock, authority, crl);
    if (stored) await trust.refresh().catch(() => false);
    return trust;
  }

  get crl(): Crl { return this.newest; }

  age(): 'fresh' | 'old' | 'expired' {
    return ageOf(this.newest, this.clock());
  }

  /** True: there is a newer list. Rejects only when the server cannot be reached. */
  refresh(): Promise<boolean> {
    return this.refreshing ??= this.fetch().finally(() => { this.refreshing = null; });
  }

  /** Since when (milliseconds) a kid is on the list; null if it is not. Its leaves are revoked together. */
  async revokedSince(certs: readonly string[]): Promise<{ readonly at: number; readonly held: boolean } | null> {
    for (const der of certs) {
      const leaf = await readLeaf(der, this.authority).catch(() => null);
      const entry = leaf === null ? undefined : this.newest.entries.get(leaf.serial);
      if (entry !== undefined) return entry;
    }
    return null;
  }

  private async fetch(): Promise<boolean> {
    const before = this.newest.number;
    try {
      const crl = await refreshCrl(this.authority, this.api, this.db, this.user);
      this.wentBack = false;
      this.newest = crl;
      return crl.number > before;
    } catch (error) {
      if (!(error instanceof CrlError)) throw error;
      // A list that cannot be taken is as good as none: the one we hold grows old.
      if (error.code === 'crl-went-back') this.wentBack = true;
      return false;
    }
  }
}

/** From the server, or, without a connection, as kept: either way under the pinned root. */
async function openAuthority(api: Api, db: Database, user: string, clock: Clock): Promise<Authority> {
  const pins = new Pins(db, user);
  const stored = await db.get('meta', [user, certificatesName]) as readonly [string, string] | undefined;
  const [root, issuing] = await Promise.all([api.rootPem(), api.issuingPem()]).catch((error: unknown) => {
    if (stored === undefined) throw error;
    return stored;
  });
  const authority = await Authority.open(derOfPem(root), derOfPem(issuing), await pins.root(), clock());
  await pins.pinRoot(authority.fingerprint);
  await db.put('meta', [root, issuing], [user, certificatesName]);
  return authority;
}
