import type { Api } from '../api';
import type { Authority } from '../crypto/authority';
import { entryOf, readLeaf } from '../crypto/certificate';
import { ageOf, verifyCrl, type Crl } from '../crypto/crl';
import { CertificateError, CrlError } from '../crypto/errors';
import { dersOfPem } from '../crypto/pem';
import { pinAuthority, refreshCrl, type Database } from '../keys';

/** Unix milliseconds. */
export type Clock = () => number;

type TrustApi = Pick<Api, 'certificates' | 'lists'>;

const certificatesName = 'authority';

/**
 * The pinned authority and its newest revocation lists. A list's number only grows: an older one than seen is not
 * taken and raises `wentBack`, because it would hide a revocation. What the pinned roots certify is followed while it runs.
 */
export class Trust {
  wentBack = false;
  /** The server shows a root that none we trust has certified. */
  rootChanged = false;
  private refreshing: Promise<boolean> | null = null;

  private constructor(
    private readonly api: TrustApi,
    private readonly db: Database,
    private readonly user: string,
    readonly clock: Clock,
    private known: Authority,
    private newest: Crl,
  ) {}

  /** Works without a connection once it has worked with one. */
  static async open(api: TrustApi, db: Database, user: string, clock: Clock): Promise<Trust> {
    const authority = await openAuthority(api, db, user, clock);
    const stored = await db.get('crl', [user]);
    const kept = stored && await verifyCrl(dersOfPem(stored.pem, 'X509 CRL'), authority, new Map()).catch(() => null);
    const crl = kept ?? await refreshCrl(authority, api, db, user);
    const trust = new Trust(api, db, user, clock, authority, crl);
    if (kept) await trust.refresh().catch(() => false);
    return trust;
  }

  get authority(): Authority { return this.known; }

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
      const entry = leaf === null ? undefined : entryOf(leaf, this.newest);
      if (entry !== undefined) return entry;
    }
    return null;
  }

  private async fetch(): Promise<boolean> {
    const before = this.newest;
    try {
      this.newest = await this.fetchLists();
      this.wentBack = this.rootChanged = false;
      return [...this.newest.numbers].some(([ca, number]) => number > (before.numbers.get(ca) ?? -1));
    } catch (error) {
      // A list that cannot be taken is as good as none: the one we hold grows old.
      if (error instanceof CrlError) this.wentBack ||= error.code === 'crl-went-back';
      else if (error instanceof CertificateError) this.rootChanged ||= error.code === 'root-changed';
      else throw error;
      return false;
    }
  }

  /** A list of a CA that is new to us: the others come with it. */
  private async fetchLists(): Promise<Crl> {
    try {
      return await refreshCrl(this.authority, this.api, this.db, this.user);
    } catch (error) {
      if (!(error instanceof CrlError) || error.code !== 'unknown-crl-issuer') throw error;
    }
    const authority = await openAuthority(this.api, this.db, this.user, this.clock);
    const crl = await refreshCrl(authority, this.api, this.db, this.user);
    this.known = authority;
    return crl;
  }
}

/** From the server, or, without a connection, as kept: either way under the pinned roots. */
async function openAuthority(api: TrustApi, db: Database, user: string, clock: Clock): Promise<Authority> {
  const stored = await db.get('meta', [user, certificatesName]) as readonly string[] | undefined;
  const pem = await api.certificates().catch((error: unknown) => {
    if (stored === undefined) throw error;
    return stored.join('');
  });
  const authority = await pinAuthority(pem, db, user, clock());
  await db.put('meta', [pem], [user, certificatesName]);
  return authority;
}
