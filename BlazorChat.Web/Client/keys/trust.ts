import { Authority } from '../crypto/authority';
import { type Crl, verifyCrl } from '../crypto/crl';
import { dersOfPem } from '../crypto/pem';
import type { Database } from './database';
import { Pins } from './pins';

/** The authority and its newest revocation lists, as this browser has verified and pinned them. */
export interface Trust {
  readonly authority: Authority;
  readonly crl: Crl;
}

/** Where they come from: PEM, every CA certificate and every list. */
export interface TrustSource {
  certificates(): Promise<string>;
  lists(): Promise<string>;
}

/** The CAs of the first contact, or the pinned ones and what they certified, then the lists. Refuses what goes back. */
export async function loadTrust(source: TrustSource, db: Database, user: string, now: number): Promise<Trust> {
  const authority = await pinAuthority(await source.certificates(), db, user, now);
  return { authority, crl: await refreshCrl(authority, source, db, user) };
}

/** Verifies the roots against the pinned ones and pins what these certified. */
export async function pinAuthority(pem: string, db: Database, user: string, now: number): Promise<Authority> {
  const pins = new Pins(db, user);
  const authority = await Authority.open(dersOfPem(pem, 'CERTIFICATE'), await pins.roots(), now);
  await pins.pinRoots(authority.fingerprints);
  return authority;
}

export async function refreshCrl(authority: Authority, source: Pick<TrustSource, 'lists'>, db: Database, user: string): Promise<Crl> {
  const pins = new Pins(db, user);
  const pem = await source.lists();
  const cas = [...authority.roots, ...authority.issuers].map(({ keyId }) => keyId);
  const crl = await verifyCrl(dersOfPem(pem, 'X509 CRL'), authority, await pins.crlNumbers(cas));
  await pins.raiseCrlNumbers(crl.numbers);
  await db.put('crl', { pem }, [user]);
  return crl;
}
