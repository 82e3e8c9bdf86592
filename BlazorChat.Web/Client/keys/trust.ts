import { Authority } from '../crypto/authority';
import { type Crl, verifyCrl } from '../crypto/crl';
import { derOfPem } from '../crypto/pem';
import type { Database } from './database';
import { Pins } from './pins';

/** The authority and its newest revocation list, as this browser has verified and pinned them. */
export interface Trust {
  readonly authority: Authority;
  readonly crl: Crl;
}

/** Where they come from. */
export interface TrustSource {
  rootPem(): Promise<string>;
  issuingPem(): Promise<string>;
  crl(): Promise<Uint8Array>;
}

/** Root and issuing CA of the first contact or the pinned ones, then the list. Refuses what goes back. */
export async function loadTrust(source: TrustSource, db: Database, user: string, now: number): Promise<Trust> {
  const pins = new Pins(db, user);
  const [root, issuing] = await Promise.all([source.rootPem(), source.issuingPem()]);
  const authority = await Authority.open(derOfPem(root), derOfPem(issuing), await pins.root(), now);
  await pins.pinRoot(authority.fingerprint);
  return { authority, crl: await refreshCrl(authority, source, db, user) };
}

export async function refreshCrl(authority: Authority, source: Pick<TrustSource, 'crl'>, db: Database, user: string): Promise<Crl> {
  const pins = new Pins(db, user);
  const der = await source.crl();
  const crl = await verifyCrl(der, authority, await pins.crlNumber());
  await pins.raiseCrlNumber(crl.number);
  await db.put('crl', { der, number: crl.number }, [user]);
  return crl;
}
