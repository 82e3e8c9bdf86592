import { type Authority, checkCritical, checkIssued, checkTimes, tolerance } from './authority';
import { decode } from './base64url';
import { authorityKeyIdOf, basicConstraintsOf, commonNameOf, keyUsageOf, Oid, onlyUriOf, parseCertificate } from './certificate-parser';
import { type Crl, type Entry, entryKey } from './crl';
import { CertificateError } from './errors';
import { type Owner, ownerUri } from './owner';
import { kidOf, readRsaKey } from './rsa-key';

/** Is this key what the chains say it is? Structure and signature are checked once a certificate, time and revocation each time. */

export type Use = 'sig' | 'enc';

export interface Leaf {
  readonly kid: string;
  readonly use: Use;
  readonly uri: string;
  /** The directory's display name, as certified. */
  readonly name: string;
  readonly serial: string;
  /** The key identifier of the issuing CA. */
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** For verifying or encrypting, as `use` says. */
  readonly key: CryptoKey;
}

export interface Wanted extends Owner {
  readonly authority: Authority;
  /** The newest the client holds. */
  readonly crl: Crl;
  readonly use: Use;
  readonly kid?: string;
  /** Unix milliseconds. */
  readonly at: number;
  /**
   * `now`: not on the list. `then`: not on the list at `at`. `receiver`: as `now`, but expiry aside, since an expired
   * key still receives.
   */
  readonly valid: 'now' | 'then' | 'receiver';
}

const digitalSignature = 0x8000;
const keyEncipherment = 0x2000;
const leafBits = [3072];
/** Per authority, by the certificate itself: what does not change with time. */
const read = new WeakMap<Authority, Map<string, Promise<Leaf>>>();

/** The leaf, base64url DER, if it is valid for what is wanted; otherwise `CertificateError`. */
export async function verifyLeaf(der: string, wanted: Wanted): Promise<Leaf> {
  const leaf = await readLeaf(der, wanted.authority);
  if (leaf.uri !== ownerUri(wanted)) throw new CertificateError('wrong-name');
  if (leaf.use !== wanted.use) throw new CertificateError('wrong-use');
  if (wanted.kid !== undefined && leaf.kid !== wanted.kid) throw new CertificateError('wrong-kid');
  checkRevocation(leaf, wanted);
  checkTimes(wanted.valid === 'receiver' ? { ...leaf, notAfter: Infinity } : leaf, wanted.at);
  return leaf;
}

/**
 * A renewed key has several leaves, all served for ever: one valid at that time is enough, but one revoked or on hold
 * is the end of the key. Otherwise the first refusal is told.
 */
export async function verifyKey(ders: readonly string[], wanted: Wanted & { readonly kid: string }): Promise<Leaf> {
  let valid: Leaf | null = null;
  let refusal: CertificateError | null = null;
  for (const der of ders) {
    try {
      valid = await verifyLeaf(der, wanted);
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      if (error.code === 'revoked' || error.code === 'held') throw error;
      refusal ??= error;
    }
  }
  if (valid) return valid;
  throw refusal ?? new CertificateError('wrong-kid', 'no certificate');
}

export function readLeaf(der: string, authority: Authority): Promise<Leaf> {
  let known = read.get(authority);
  if (!known) read.set(authority, (known = new Map()));
  let leaf = known.get(der);
  if (!leaf) known.set(der, (leaf = readNew(der, authority)));
  return leaf;
}

async function readNew(der: string, authority: Authority): Promise<Leaf> {
  const fields = parseCertificate(decode(der));
  checkCritical(fields, [Oid.keyUsage, Oid.basicConstraints, Oid.subjectAltName]);
  if (basicConstraintsOf(fields)?.ca) throw new CertificateError('bad-profile', 'a CA');
  // The authority's certificates for TLS and OCSP say their purpose so; a device's has none and is never one of these.
  if (fields.extensions.has(Oid.extKeyUsage)) throw new CertificateError('bad-profile', 'extendedKeyUsage');
  const use = useOf(keyUsageOf(fields));
  const uri = onlyUriOf(fields);
  const name = commonNameOf(fields.subject);
  const { n, spki } = readRsaKey(fields.spki, leafBits);
  const issuer = authority.issuer(authorityKeyIdOf(fields.extensions));
  if (!issuer) throw new CertificateError('wrong-issuer');
  await checkIssued(fields, issuer.fields, issuer.keyId);
  const { serial, notBefore, notAfter } = fields;
  // A CA that has ended vouches for nothing later.
  if (notAfter > issuer.fields.notAfter || notBefore < issuer.fields.notBefore) throw new CertificateError('bad-profile', 'outlives its issuer');
  return { kid: await kidOf(n), use, uri, name, serial, issuer: issuer.keyId, notBefore, notAfter, key: await importKey(spki, use) };
}

function useOf(keyUsage: number): Use {
  if (keyUsage === digitalSignature) return 'sig';
  if (keyUsage === keyEncipherment) return 'enc';
  throw new CertificateError('bad-profile', 'keyUsage');
}

function importKey(spki: Uint8Array, use: Use): Promise<CryptoKey> {
  const name = use === 'sig' ? 'RSA-PSS' : 'RSA-OAEP';
  return crypto.subtle.importKey('spki', new Uint8Array(spki), { name, hash: 'SHA-256' }, true, [use === 'sig' ? 'verify' : 'encrypt']);
}

/**
 * Entries are never backdated and outlive the certificate, so what is not on the newest list was never revoked.
 * Looking back, the clock of who signed may have run ahead of the authority's: that is what the tolerance is for.
 */
function checkRevocation(leaf: Leaf, { crl, valid, at }: Wanted): void {
  const counts = (since: number) => valid !== 'then' || at - tolerance >= since;
  const entry = entryOf(leaf, crl);
  if (entry && counts(entry.at)) throw new CertificateError(entry.held ? 'held' : 'revoked');
  // Not the end of the key: another issuing CA may have certified it anew.
  const end = crl.ended.get(leaf.issuer);
  if (end !== undefined && counts(end)) throw new CertificateError('issuer-revoked');
}

export const entryOf = (leaf: Leaf, crl: Crl): Entry | undefined => crl.entries.get(entryKey(leaf.issuer, leaf.serial));
