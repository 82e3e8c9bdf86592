import type { Authority } from './authority';
import { authorityKeyIdOf, checkSignature, type Extension, Oid, readExtensions, readSigned, serialOf } from './certificate-parser';
import { constructed, DerReader, sameBytes, Tag } from './der-reader';
import { CertificateError, CrlError } from './errors';

/** The list of revoked certificates of the issuing CA, one full list (RFC 5280 5). */
export interface Crl {
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly entries: ReadonlyMap<string, { readonly at: number; readonly held: boolean }>;
}

const certificateHold = 6;
const old = 48 * 60 * 60 * 1000;

/** `old`: say so. `expired`: read only, nothing may be sent on its word. */
export function ageOf(crl: Pick<Crl, 'thisUpdate' | 'nextUpdate'>, now: number): 'fresh' | 'old' | 'expired' {
  if (now > crl.nextUpdate) return 'expired';
  return now - crl.thisUpdate > old ? 'old' : 'fresh';
}

/**
 * Reads and verifies. `highestSeen` is the pinned number: a lower one is an attempt to hide a revocation.
 * RFC 5280 5.2.3: the number only grows.
 */
export async function verifyCrl(der: Uint8Array, authority: Authority, highestSeen: number | null): Promise<Crl> {
  try {
    const signed = readSigned(der);
    const crl = parse(signed, authority);
    if (!(await checkSignature(signed, authority.issuing.spki))) throw new CrlError('bad-crl-signature');
    if (highestSeen !== null && crl.number < highestSeen) throw new CrlError('crl-went-back');
    return crl;
  } catch (error) {
    if (error instanceof CertificateError) throw new CrlError('bad-crl', error.message);
    throw error;
  }
}

function parse({ tbs, algorithm }: { tbs: Uint8Array; algorithm: Uint8Array }, authority: Authority): Crl {
  const fields = new DerReader(tbs).enter();
  if (fields.small() !== 1) throw new CrlError('bad-crl', 'version');
  if (!sameBytes(fields.raw(), algorithm)) throw new CrlError('bad-crl', 'algorithm');
  if (!sameBytes(fields.raw(), authority.issuing.subject)) throw new CrlError('bad-crl', 'issuer');
  const thisUpdate = fields.time();
  const nextUpdate = fields.time();
  const entries = fields.next(Tag.sequence) ? readEntries(fields.enter()) : new Map<string, never>();
  const list = fields.enter(constructed(0));
  const extensions = readExtensions(list.enter());
  list.finish();
  fields.finish();
  // RFC 5280 5.2: a list with a critical extension one does not process must not be used; there is none of ours.
  refuseCritical(extensions);
  if (authorityKeyIdOf(extensions) !== authority.issuingKeyId) throw new CrlError('bad-crl', 'authorityKeyIdentifier');
  return { number: numberOf(extensions), thisUpdate, nextUpdate, entries };
}

function readEntries(list: DerReader): Map<string, { at: number; held: boolean }> {
  const entries = new Map<string, { at: number; held: boolean }>();
  // RFC 5280 5.1.2.6: when nothing is revoked the list is absent, not empty.
  if (list.done) throw new CrlError('bad-crl', 'empty list');
  while (!list.done) {
    const entry = list.enter();
    const serial = serialOf(entry);
    const at = entry.time();
    const held = !entry.done && reasonOf(readExtensions(entry.enter())) === certificateHold;
    entry.finish();
    if (entries.has(serial)) throw new CrlError('bad-crl', 'serial twice');
    entries.set(serial, { at, held });
  }
  return entries;
}

function reasonOf(extensions: ReadonlyMap<string, Extension>): number | null {
  refuseCritical(extensions);
  const extension = extensions.get(Oid.reasonCode);
  if (!extension) return null;
  const reader = new DerReader(extension.value);
  const reason = reader.small(Tag.enumerated);
  reader.finish();
  return reason;
}

function numberOf(extensions: ReadonlyMap<string, Extension>): number {
  const extension = extensions.get(Oid.crlNumber);
  if (!extension) throw new CrlError('bad-crl', 'cRLNumber');
  const reader = new DerReader(extension.value);
  const number = reader.small();
  reader.finish();
  return number;
}

function refuseCritical(extensions: ReadonlyMap<string, Extension>): void {
  for (const [id, { critical }] of extensions) if (critical) throw new CrlError('bad-crl', `critical ${id}`);
}
