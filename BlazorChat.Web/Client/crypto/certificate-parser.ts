import { type SignatureAlgorithm, signatureAlgorithm } from './algorithms';
import { constructed, context, DerReader, sameBytes, Tag } from './der-reader';
import { CertificateError } from './errors';

/** The fields of an X.509 version 3 certificate (RFC 5280 4.1), strictly read, nothing judged but form. */
export interface CertificateFields {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly serial: string;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
}

export interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export const Oid = {
  commonName: '2.5.4.3', subjectKeyId: '2.5.29.14', keyUsage: '2.5.29.15', subjectAltName: '2.5.29.17', basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20', reasonCode: '2.5.29.21', authorityKeyId: '2.5.29.35', extKeyUsage: '2.5.29.37',
} as const;

const bad = (detail: string) => new CertificateError('bad-der', detail);

/** certificate or CRL: SEQUENCE { tbs, algorithm, signature } (RFC 5280 4.1.1, 5.1.1). */
export function readSigned(der: Uint8Array): { tbs: Uint8Array; algorithm: Uint8Array; signature: Uint8Array } {
  const whole = new DerReader(der);
  const outer = whole.enter();
  whole.finish();
  const tbs = outer.raw();
  const algorithm = outer.raw();
  const signature = outer.octets();
  outer.finish();
  return { tbs, algorithm, signature };
}

export function parseCertificate(der: Uint8Array): CertificateFields {
  const { tbs, algorithm, signature } = readSigned(der);
  const fields = new DerReader(tbs).enter();
  const version = fields.enter(constructed(0));
  if (version.small() !== 2) throw bad('version');
  version.finish();
  const serial = serialOf(fields);
  // RFC 5280 4.1.1.2: the algorithm inside the signature is the one outside.
  if (!sameBytes(fields.raw(), algorithm)) throw bad('algorithm');
  const issuer = fields.raw();
  const validity = fields.enter();
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.finish();
  const subject = fields.raw();
  const spki = fields.raw();
  const list = fields.enter(constructed(3));
  const extensions = readExtensions(list.enter());
  list.finish();
  fields.finish();
  return { der, tbs, algorithm, signature, serial, issuer, subject, notBefore, notAfter, spki, extensions };
}

/** RFC 5280 4.1.2.2: positive, at most 20 octets. */
export function serialOf(reader: DerReader): string {
  const bytes = reader.unsigned();
  if (bytes.length > 20 || bytes.every(byte => byte === 0)) throw bad('serial');
  return hex(bytes);
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

export function readExtensions(list: DerReader): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  while (!list.done) {
    const extension = list.enter();
    const id = extension.oid();
    const critical = extension.next(Tag.boolean) && extension.true();
    const value = extension.content(Tag.octetString);
    extension.finish();
    // RFC 5280 4.2: at most one of each.
    if (extensions.has(id)) throw bad('extension twice');
    extensions.set(id, { critical, value });
  }
  if (extensions.size === 0) throw bad('no extension');
  return extensions;
}

/** The only common name of a subject, one attribute of one RDN. */
export function commonNameOf(name: Uint8Array): string {
  const whole = new DerReader(name);
  const rdns = whole.enter();
  const rdn = rdns.enter(Tag.set);
  const attribute = rdn.enter();
  if (attribute.oid() !== Oid.commonName) throw new CertificateError('bad-profile', 'subject');
  const value = attribute.text(attribute.next(Tag.printable) ? Tag.printable : Tag.utf8);
  for (const reader of [attribute, rdn, rdns, whole]) reader.finish();
  return value;
}

/** The bits as in RFC 5280 4.2.1.3, bit 0 the most significant of 16. */
export function keyUsageOf(fields: CertificateFields): number {
  const extension = fields.extensions.get(Oid.keyUsage);
  if (!extension?.critical) throw new CertificateError('bad-profile', 'keyUsage');
  const reader = new DerReader(extension.value);
  const bits = reader.bits();
  reader.finish();
  return bits;
}

export function basicConstraintsOf(fields: CertificateFields): { ca: boolean; depth: number | null; critical: boolean } | null {
  const extension = fields.extensions.get(Oid.basicConstraints);
  if (!extension) return null;
  const reader = new DerReader(extension.value);
  const list = reader.enter();
  reader.finish();
  const ca = !list.done && list.true();
  const depth = list.done ? null : list.small();
  list.finish();
  return { ca, depth, critical: extension.critical };
}

/** Exactly one name, a URI. */
export function onlyUriOf(fields: CertificateFields): string {
  const extension = fields.extensions.get(Oid.subjectAltName);
  if (!extension) throw new CertificateError('bad-profile', 'subjectAltName');
  const reader = new DerReader(extension.value);
  const names = reader.enter();
  reader.finish();
  if (!names.next(context(6))) throw new CertificateError('bad-profile', 'subjectAltName');
  const uri = names.text(context(6));
  if (!names.done) throw new CertificateError('bad-profile', 'subjectAltName');
  return uri;
}

export function subjectKeyIdOf(fields: CertificateFields): string {
  const extension = fields.extensions.get(Oid.subjectKeyId);
  if (!extension) throw new CertificateError('bad-profile', 'subjectKeyIdentifier');
  const reader = new DerReader(extension.value);
  const id = reader.content(Tag.octetString);
  reader.finish();
  return hex(id);
}

/** RFC 5280 4.2.1.1: the key identifier of the issuer. */
export function authorityKeyIdOf(extensions: ReadonlyMap<string, Extension>): string {
  const extension = extensions.get(Oid.authorityKeyId);
  if (!extension) throw new CertificateError('bad-profile', 'authorityKeyIdentifier');
  const reader = new DerReader(extension.value);
  const list = reader.enter();
  reader.finish();
  if (!list.next(context(0))) throw new CertificateError('bad-profile', 'authorityKeyIdentifier');
  return hex(list.content(context(0)));
}

export async function checkSignature(
  signed: { tbs: Uint8Array; algorithm: Uint8Array; signature: Uint8Array }, issuerSpki: Uint8Array,
): Promise<boolean> {
  const algorithm = signatureAlgorithm(signed.algorithm);
  if (!algorithm) return false;
  return crypto.subtle.verify(algorithm.verify, await issuerKey(issuerSpki, algorithm), own(signed.signature), own(signed.tbs));
}

/** One issuer signs thousands: its key is imported once. */
const issuerKeys = new WeakMap<Uint8Array, Map<SignatureAlgorithm, Promise<CryptoKey>>>();

function issuerKey(spki: Uint8Array, algorithm: SignatureAlgorithm): Promise<CryptoKey> {
  let keys = issuerKeys.get(spki);
  if (!keys) issuerKeys.set(spki, (keys = new Map()));
  let key = keys.get(algorithm);
  if (!key) keys.set(algorithm, (key = crypto.subtle.importKey('spki', own(spki), algorithm.key, false, ['verify'])));
  return key;
}

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
