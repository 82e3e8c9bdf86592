import {
  authorityKeyIdOf, basicConstraintsOf, type CertificateFields, checkSignature, keyUsageOf, Oid, parseCertificate, subjectKeyIdOf,
} from './certificate-parser';
import { encode } from './base64url';
import { sameBytes } from './der-reader';
import { CertificateError } from './errors';
import { readRsaKey } from './rsa-key';

/** Times of two clocks are compared with this much room. */
export const tolerance = 10 * 60 * 1000;

const keyCertSign = 0x0400;
const cRLSign = 0x0200;
const caBits = [3072, 4096];
const maxCertificates = 1024; // all that ever were: decades of a new issuing CA each month

/** A CA whose signature counts: a root, or an issuing CA below one. */
export interface Ca {
  readonly fields: CertificateFields;
  readonly keyId: string;
}

export interface Root extends Ca {
  /** base64url SHA-256 of the certificate. */
  readonly fingerprint: string;
}

export interface Issuer extends Ca {
  readonly root: Root;
}

/**
 * The roots a browser has pinned and the issuing CAs directly below them: the only paths there are, so none is searched.
 * The caller keeps `fingerprints` at the first contact and passes them ever after. What is proved: each pinned root is there;
 * each further one was certified by the key of the root before it, so that whoever holds an older one's key cannot bring in another.
 */
export class Authority {
  private constructor(
    /** Oldest first. */
    readonly roots: readonly Root[],
    readonly issuers: readonly Issuer[],
  ) {}

  get fingerprints(): readonly string[] { return this.roots.map(({ fingerprint }) => fingerprint); }

  /** `pinned`: null at the first contact, which trusts. */
  static async open(ders: readonly Uint8Array[], pinned: readonly string[] | null, at: number): Promise<Authority> {
    if (ders.length > maxCertificates) throw new CertificateError('bad-der', 'too many certificates');
    const all = ders.map(parseCertificate);
    for (const ca of all) checkCa(ca);
    const roots = await Promise.all(all.filter(isSelfIssued).map(readRoot));
    const rest = all.filter(ca => !isSelfIssued(ca));
    const isLink = (ca: CertificateFields) => roots.some(root => sameBytes(root.fields.spki, ca.spki));
    const trusted = await follow(roots, rest.filter(isLink), pinned, at);
    const issuers = await Promise.all(rest.filter(ca => !isLink(ca)).map(ca => readIssuer(ca, trusted)));
    checkTimes(trusted.at(-1)!.fields, at);
    if (!issuers.some(({ fields }) => isInTime(fields, at))) {
      if (issuers.length === 0) throw new CertificateError('wrong-issuer', 'no issuing CA');
      checkTimes(issuers.at(-1)!.fields, at);
    }
    return new Authority(trusted, issuers);
  }

  /** By the key identifier that certificates and lists name their issuer with. */
  issuer(keyId: string): Issuer | null {
    return this.issuers.find(ca => ca.keyId === keyId) ?? null;
  }
}

/** The roots in the order in which each certified the next. */
async function follow(roots: readonly Root[], links: readonly CertificateFields[], pinned: readonly string[] | null, at: number): Promise<Root[]> {
  const known = pinned?.map(fingerprint => roots.find(root => root.fingerprint === fingerprint));
  // The first contact takes the one that no other certified; were there two, one would have come from elsewhere.
  const trusted = known ?? roots.filter(root => !links.some(link => sameBytes(link.spki, root.fields.spki)));
  if (trusted.length === 0 || trusted.some(root => root === undefined) || (pinned === null && trusted.length > 1)) throw new CertificateError('root-changed');
  const chain = trusted as Root[];
  for (let next: Root | undefined = chain[0]; next !== undefined;) {
    next = await successor(chain, roots, links, pinned === null ? null : at);
    if (next) chain.push(next);
  }
  if (chain.length < roots.length) throw new CertificateError('root-changed');
  return chain;
}

async function successor(chain: readonly Root[], roots: readonly Root[], links: readonly CertificateFields[], at: number | null): Promise<Root | undefined> {
  for (const root of roots)
    if (!chain.includes(root))
      for (const link of links) if (await certifies(chain.at(-1)!, link, root, at)) return root;
  return undefined;
}

/** Did the last root sign, as a CA, the name and key of this one? `at` null: then or now, since nothing pinned hangs on it. */
async function certifies(last: Root, link: CertificateFields, root: Root, at: number | null): Promise<boolean> {
  if (!sameBytes(link.subject, root.fields.subject) || !sameBytes(link.spki, root.fields.spki) || (keyUsageOf(link) & keyCertSign) === 0) return false;
  if (at !== null && ![last.fields, link, root.fields].every(fields => isInTime(fields, at))) return false;
  return checkIssued(link, last.fields, last.keyId).then(() => true, () => false);
}

async function readRoot(fields: CertificateFields): Promise<Root> {
  if ((keyUsageOf(fields) & keyCertSign) === 0) throw new CertificateError('bad-profile', 'keyUsage of a CA');
  const keyId = subjectKeyIdOf(fields);
  await checkIssued(fields, fields, keyId);
  return { fields, keyId, fingerprint: encode(await crypto.subtle.digest('SHA-256', new Uint8Array(fields.der))) };
}

async function readIssuer(fields: CertificateFields, roots: readonly Root[]): Promise<Issuer> {
  if ((keyUsageOf(fields) & (keyCertSign | cRLSign)) !== (keyCertSign | cRLSign)) throw new CertificateError('bad-profile', 'keyUsage of a CA');
  // Fixed depth: an issuing CA makes leaves and nothing else.
  if (basicConstraintsOf(fields)?.depth !== 0) throw new CertificateError('bad-profile', 'path length');
  const root = roots.find(({ keyId }) => keyId === authorityKeyIdOf(fields.extensions));
  if (!root) throw new CertificateError('wrong-issuer');
  await checkIssued(fields, root.fields, root.keyId);
  return { fields, keyId: subjectKeyIdOf(fields), root };
}

/** RFC 5280 6.1.3 (a)(1), (a)(4): signed by the issuer, whose name it carries. */
export async function checkIssued(fields: CertificateFields, issuer: CertificateFields, issuerKeyId: string): Promise<void> {
  if (!sameBytes(fields.issuer, issuer.subject)) throw new CertificateError('wrong-issuer');
  if (fields !== issuer && authorityKeyIdOf(fields.extensions) !== issuerKeyId) throw new CertificateError('wrong-issuer');
  if (!(await checkSignature(fields, issuer.spki))) throw new CertificateError('bad-certificate-signature');
}

export function checkTimes(fields: { notBefore: number; notAfter: number }, at: number): void {
  if (at + tolerance < fields.notBefore) throw new CertificateError('not-yet-valid');
  if (at - tolerance > fields.notAfter) throw new CertificateError('expired');
}

const isInTime = ({ notBefore, notAfter }: CertificateFields, at: number): boolean => at + tolerance >= notBefore && at - tolerance <= notAfter;

const isSelfIssued = (fields: CertificateFields): boolean => sameBytes(fields.issuer, fields.subject);

// RFC 5280 4.2: reject a critical extension one does not process.
export function checkCritical(fields: CertificateFields, processed: readonly string[]): void {
  for (const [id, { critical }] of fields.extensions)
    if (critical && !processed.includes(id)) throw new CertificateError('unknown-critical', id);
}

function checkCa(ca: CertificateFields): void {
  checkCritical(ca, [Oid.keyUsage, Oid.basicConstraints]);
  const constraints = basicConstraintsOf(ca);
  // RFC 5280 4.2.1.9: critical, and a CA.
  if (!constraints?.critical || !constraints.ca) throw new CertificateError('bad-profile', 'not a CA');
  readRsaKey(ca.spki, caBits);
}
