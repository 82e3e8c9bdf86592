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

/**
 * The root a browser has pinned and the issuing CA below it: the only path there is, so none is searched.
 * The caller keeps `fingerprint` at the first contact and passes it ever after.
 */
export class Authority {
  private constructor(
    readonly root: CertificateFields,
    readonly issuing: CertificateFields,
    /** base64url SHA-256 of the root certificate. */
    readonly fingerprint: string,
    readonly issuingKeyId: string,
  ) {}

  static async open(rootDer: Uint8Array, issuingDer: Uint8Array, pinned: string | null, at: number): Promise<Authority> {
    const fingerprint = encode(await crypto.subtle.digest('SHA-256', new Uint8Array(rootDer)));
    if (pinned !== null && fingerprint !== pinned) throw new CertificateError('root-changed');
    const root = parseCertificate(rootDer);
    const issuing = parseCertificate(issuingDer);
    for (const ca of [root, issuing]) checkCa(ca, at);
    if ((keyUsageOf(root) & keyCertSign) === 0 || (keyUsageOf(issuing) & (keyCertSign | cRLSign)) !== (keyCertSign | cRLSign))
      throw new CertificateError('bad-profile', 'keyUsage of a CA');
    // Fixed depth: the issuing CA makes leaves and nothing else.
    if (basicConstraintsOf(issuing)?.depth !== 0) throw new CertificateError('bad-profile', 'path length');
    await checkIssued(root, root, subjectKeyIdOf(root));
    await checkIssued(issuing, root, subjectKeyIdOf(root));
    if (authorityKeyIdOf(issuing.extensions) !== subjectKeyIdOf(root)) throw new CertificateError('wrong-issuer');
    return new Authority(root, issuing, fingerprint, subjectKeyIdOf(issuing));
  }
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

// RFC 5280 4.2: reject a critical extension one does not process.
export function checkCritical(fields: CertificateFields, processed: readonly string[]): void {
  for (const [id, { critical }] of fields.extensions)
    if (critical && !processed.includes(id)) throw new CertificateError('unknown-critical', id);
}

function checkCa(ca: CertificateFields, at: number): void {
  checkCritical(ca, [Oid.keyUsage, Oid.basicConstraints]);
  const constraints = basicConstraintsOf(ca);
  // RFC 5280 4.2.1.9: critical, and a CA.
  if (!constraints?.critical || !constraints.ca) throw new CertificateError('bad-profile', 'not a CA');
  readRsaKey(ca.spki, caBits);
  checkTimes(ca, at);
}
