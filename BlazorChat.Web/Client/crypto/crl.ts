import type { Authority, Ca } from './authority';
import { authorityKeyIdOf, checkSignature, type Extension, Oid, readExtensions, readSigned, serialOf } from './certificate-parser';
import { constructed, DerReader, sameBytes, Tag } from './der-reader';
import { CertificateError, CrlError } from './errors';

/** What is revoked, from the lists of all issuing CAs and of the roots above them: one full list a CA (RFC 5280 5). */
export interface Crl {
  /** Of the newest list: those signed together have one number. */
  readonly number: number;
  /** Of each list, by the key identifier of its CA. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** When the list of the newest root ends; issuing CAs revoked later are not known then. */
  readonly rootUntil: number;
  /** By `entryKey`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Issuing CAs that a root has revoked, by key identifier: since when. */
  readonly ended: ReadonlyMap<string, number>;
}

export interface Entry {
  readonly at: number;
  readonly held: boolean;
}

const certificateHold = 6;
const old = 48 * 60 * 60 * 1000;
/** RFC 5280 4.1.2.5: no well-defined end. The last list of a CA that has no certificate in time any more. */
const never = Date.UTC(9999, 11, 31, 23, 59, 59);

/** A serial number is unique below its CA only. */
export const entryKey = (issuer: string, serial: string): string => `${issuer} ${serial}`;

/** `old`: say so. `expired`: read only, nothing may be sent on its word. */
export function ageOf(crl: Pick<Crl, 'thisUpdate' | 'nextUpdate' | 'rootUntil'>, now: number): 'fresh' | 'old' | 'expired' {
  if (now > crl.nextUpdate) return 'expired';
  return now - crl.thisUpdate > old || now > crl.rootUntil ? 'old' : 'fresh';
}

interface List extends Omit<Crl, 'entries' | 'ended' | 'numbers' | 'rootUntil'> {
  readonly ca: Ca;
  readonly entries: ReadonlyMap<string, Entry>;
}

/**
 * Reads and verifies. `seen` are the pinned numbers by CA: a lower one, or no list where there was one, is an attempt to hide a revocation.
 * RFC 5280 5.2.3: the number only grows.
 */
export async function verifyCrl(ders: readonly Uint8Array[], authority: Authority, seen: ReadonlyMap<string, number>): Promise<Crl> {
  const lists = new Map<string, List>();
  for (const der of ders) {
    const list = await verifyList(der, authority);
    if (lists.has(list.ca.keyId)) throw new CrlError('bad-crl', 'two lists of one CA');
    lists.set(list.ca.keyId, list);
  }
  for (const { keyId } of [...authority.roots, ...authority.issuers])
    if ((lists.get(keyId)?.number ?? -1) < (seen.get(keyId) ?? -1)) throw new CrlError('crl-went-back');
  return combine(lists, authority);
}

function combine(lists: ReadonlyMap<string, List>, authority: Authority): Crl {
  const ended = new Map<string, number>();
  const entries = new Map<string, Entry>();
  const own: List[] = [];
  for (const { keyId, fields, root } of authority.issuers) {
    const list = lists.get(keyId);
    const end = lists.get(root.keyId)?.entries.get(fields.serial);
    if (end) ended.set(keyId, end.at);
    else if (!list) throw new CrlError('bad-crl', 'no list of an issuing CA');
    if (!list) continue;
    own.push(list);
    for (const [serial, entry] of list.entries) entries.set(entryKey(keyId, serial), entry);
  }
  // A revoked CA's list and a last one have no successor: their age says nothing.
  const living = own.filter(list => !ended.has(list.ca.keyId) && list.nextUpdate < never);
  const aged = living.length > 0 ? living : own;
  return {
    number: Math.max(-1, ...own.map(list => list.number)),
    numbers: new Map([...lists].map(([keyId, list]) => [keyId, list.number])),
    thisUpdate: Math.min(...aged.map(list => list.thisUpdate)),
    nextUpdate: Math.min(...aged.map(list => list.nextUpdate)),
    rootUntil: lists.get(authority.roots.at(-1)!.keyId)?.nextUpdate ?? Infinity,
    entries, ended,
  };
}

async function verifyList(der: Uint8Array, authority: Authority): Promise<List> {
  try {
    const signed = readSigned(der);
    const list = parse(signed, authority);
    if (!(await checkSignature(signed, list.ca.fields.spki))) throw new CrlError('bad-crl-signature');
    return list;
  } catch (error) {
    if (error instanceof CertificateError) throw new CrlError('bad-crl', error.message);
    throw error;
  }
}

function parse({ tbs, algorithm }: { tbs: Uint8Array; algorithm: Uint8Array }, authority: Authority): List {
  const fields = new DerReader(tbs).enter();
  if (fields.small() !== 1) throw new CrlError('bad-crl', 'version');
  if (!sameBytes(fields.raw(), algorithm)) throw new CrlError('bad-crl', 'algorithm');
  const issuer = fields.raw();
  const thisUpdate = fields.time();
  const nextUpdate = fields.time();
  const entries = fields.next(Tag.sequence) ? readEntries(fields.enter()) : new Map<string, never>();
  const outer = fields.enter(constructed(0));
  const extensions = readExtensions(outer.enter());
  outer.finish();
  fields.finish();
  // RFC 5280 5.2: a list with a critical extension one does not process must not be used; there is none of ours.
  refuseCritical(extensions);
  const keyId = authorityKeyIdOf(extensions);
  const ca = [...authority.issuers, ...authority.roots].find(ca => ca.keyId === keyId);
  if (!ca) throw new CrlError('unknown-crl-issuer');
  if (!sameBytes(issuer, ca.fields.subject)) throw new CrlError('bad-crl', 'issuer');
  return { ca, number: numberOf(extensions), thisUpdate, nextUpdate, entries };
}

function readEntries(list: DerReader): Map<string, Entry> {
  const entries = new Map<string, Entry>();
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
