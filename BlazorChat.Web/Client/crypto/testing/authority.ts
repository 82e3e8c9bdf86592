import { rsaSha256 } from '../algorithms';
import { Authority } from '../authority';
import { bytesOf } from '../base64url';
import type { Use } from '../certificate';
import { type Crl, verifyCrl } from '../crl';
import { constructed, context, DerReader, Tag } from '../der-reader';
import { bitString, type Bytes, der, integer, oid, sequence, setOf, utf8String } from '../der-writer';
import { type Owner, ownerUri } from '../owner';
import { nextCaKey, publicHalf } from './rsa-pool';

// A certification authority for tests: what it makes can be bent in every place a client must look at.

export const day = 24 * 60 * 60 * 1000;
export const testNow = Date.UTC(2026, 10, 23, 12);

export interface LeafOptions {
  readonly name?: string;
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly serial?: number;
  readonly uri?: string;
  readonly usage?: Bytes;
  readonly extensions?: (regular: Bytes[]) => Bytes[];
  readonly signer?: CryptoKey;
  readonly issuer?: Bytes;
}

export interface CrlOptions {
  readonly number?: number;
  readonly thisUpdate?: number;
  readonly nextUpdate?: number;
  readonly revoked?: readonly { readonly serial: number; readonly at: number; readonly reason?: number }[];
  readonly extensions?: (regular: Bytes[]) => Bytes[];
  readonly signer?: CryptoKey;
}

export const name = (common: string): Bytes => sequence(setOf(sequence(oid('2.5.4.3'), utf8String(common))));
export const extension = (id: string, value: Bytes, critical = false): Bytes =>
  sequence(oid(id), ...(critical ? [Uint8Array.of(Tag.boolean, 1, 0xff)] : []), der(Tag.octetString, value));

export function time(ms: number): Bytes {
  const digits = new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z').replace(/[-:T]/g, '');
  return digits < '2050' ? der(Tag.utcTime, bytesOf(digits.slice(2))) : der(Tag.generalizedTime, bytesOf(digits));
}

export const usage = { sig: Uint8Array.of(3, 2, 7, 0x80), enc: Uint8Array.of(3, 2, 5, 0x20), ca: Uint8Array.of(3, 2, 1, 0x06) };

export async function signed(tbs: Bytes, key: CryptoKey, algorithm: Bytes = rsaSha256): Promise<Bytes> {
  return sequence(tbs, algorithm, bitString(new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, tbs))));
}

async function keyIdOf(spki: Uint8Array): Promise<Bytes> {
  const info = new DerReader(spki).enter();
  info.raw();
  return new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(info.octets()))); // RFC 5280 4.2.1.2 (1)
}

export interface Ca {
  readonly key: CryptoKey;
  readonly spki: Bytes;
  readonly subject: Bytes;
  readonly keyId: Bytes;
}

export async function newCa(common: string): Promise<Ca> {
  const jwk = nextCaKey();
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const publicKey = await crypto.subtle.importKey('jwk', publicHalf(jwk), algorithm, true, ['verify']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return { key: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']), spki, subject: name(common), keyId: await keyIdOf(spki) };
}

function tbsOf(serial: number, issuer: Bytes, from: number, to: number, subject: Bytes, spki: Bytes, extensions: Bytes[]): Bytes {
  return sequence(
    der(constructed(0), integer(2)), integer(serial), rsaSha256, issuer, sequence(time(from), time(to)), subject, spki,
    der(constructed(3), sequence(...extensions)),
  );
}

const pem = (label: string, ders: readonly Bytes[]): string => ders.map(der =>
  `-----BEGIN ${label}-----\n${btoa(Array.from(der, byte => String.fromCharCode(byte)).join('')).replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`).join('');

const authorityKeyId = (id: Bytes) => extension('2.5.29.35', sequence(der(context(0), id)));
const subjectKeyId = (id: Bytes) => extension('2.5.29.14', der(Tag.octetString, id));

const basicConstraints = (depth: Bytes[]) => extension('2.5.29.19', sequence(Uint8Array.of(Tag.boolean, 1, 0xff), ...depth), true);

export interface CaOptions {
  readonly from?: number;
  readonly to?: number;
  readonly depth?: Bytes[];
  readonly extensions?: (regular: Bytes[]) => Bytes[];
}

let caSerial = 1;

/** A CA's certificate by another's key, or its own. */
export async function certifyCa(ca: Ca, by: Ca, { from, to, depth, extensions }: CaOptions = {}): Promise<Bytes> {
  const regular = [basicConstraints(depth ?? []), extension('2.5.29.15', usage.ca, true), subjectKeyId(ca.keyId), authorityKeyId(by.keyId)];
  const tbs = tbsOf(
    caSerial++, by.subject, from ?? testNow - 365 * day, to ?? testNow + 20 * 365 * day, ca.subject, ca.spki, extensions?.(regular) ?? regular);
  return signed(tbs, by.key);
}

export interface NextOptions {
  /** With a root of its own. `linked`: certified by the root before. `alone`: not. */
  readonly root?: 'linked' | 'alone';
  readonly issuing?: CaOptions;
}

export class TestAuthority {
  private serial = 1000;

  private constructor(
    readonly root: Ca,
    readonly issuing: Ca,
    readonly rootDer: Bytes,
    readonly issuingDer: Bytes,
    /** All that is published, oldest first. */
    readonly certificates: readonly Bytes[],
    readonly before: TestAuthority | null,
  ) {}

  static async create(issuingOptions: CaOptions = {}): Promise<TestAuthority> {
    const [root, issuing] = await Promise.all([newCa('Test root'), newCa('Test issuing CA')]);
    const rootDer = await certifyCa(root, root);
    const issuingDer = await certifyCa(issuing, root, { depth: [integer(0)], ...issuingOptions });
    return new TestAuthority(root, issuing, rootDer, issuingDer, [rootDer, issuingDer], null);
  }

  /** Another issuing CA takes over. */
  async next(options: NextOptions = {}): Promise<TestAuthority> {
    const issuing = await newCa('Test issuing CA 2');
    const root = options.root === undefined ? this.root : await newCa('Test root 2');
    const rootDer = options.root === undefined ? this.rootDer : await certifyCa(root, root);
    const added = options.root === undefined ? [] : options.root === 'alone' ? [rootDer] : [rootDer, await certifyCa(root, this.root)];
    const issuingDer = await certifyCa(issuing, root, { depth: [integer(0)], ...options.issuing });
    const made = new TestAuthority(root, issuing, rootDer, issuingDer, [...this.certificates, ...added, issuingDer], this);
    made.serial = this.serial + 1000; // a test that revokes a serial number means one certificate
    return made;
  }

  open(pinned: readonly string[] | null = null, at = testNow): Promise<Authority> {
    return Authority.open(this.certificates, pinned, at);
  }

  certificatesPem = (): string => pem('CERTIFICATE', this.certificates);

  /** DER of a leaf for this key. */
  async issue(spki: Bytes, owner: Owner, use: Use, options: LeafOptions = {}): Promise<Bytes> {
    const regular = [
      extension('2.5.29.15', options.usage ?? usage[use], true),
      extension('2.5.29.17', sequence(der(context(6), bytesOf(options.uri ?? ownerUri(owner))))),
      subjectKeyId(await keyIdOf(spki)),
      authorityKeyId(this.issuing.keyId),
    ];
    const from = options.notBefore ?? testNow - day;
    const tbs = tbsOf(
      options.serial ?? this.serial++, options.issuer ?? this.issuing.subject, from, options.notAfter ?? from + 90 * day,
      name(options.name ?? 'Test person'), spki, options.extensions?.(regular) ?? regular,
    );
    return signed(tbs, options.signer ?? this.issuing.key);
  }

  /** The list of this issuing CA, or of `of`. */
  async crlDer(options: CrlOptions = {}, of: Ca = this.issuing): Promise<Bytes> {
    const entries = (options.revoked ?? []).map(({ serial, at, reason }) =>
      sequence(integer(serial), time(at), ...(reason === undefined ? [] : [sequence(extension('2.5.29.21', der(Tag.enumerated, Uint8Array.of(reason))))])));
    const regular = [authorityKeyId(of.keyId), extension('2.5.29.20', integer(options.number ?? 1))];
    const from = options.thisUpdate ?? testNow - 60_000;
    const tbs = sequence(
      integer(1), rsaSha256, of.subject, time(from), time(options.nextUpdate ?? from + 7 * day),
      ...(entries.length === 0 ? [] : [sequence(...entries)]),
      der(constructed(0), sequence(...(options.extensions?.(regular) ?? regular))),
    );
    return signed(tbs, options.signer ?? of.key);
  }

  /** Of every issuing CA there was. */
  async listsDer(options: CrlOptions = {}): Promise<Bytes[]> {
    return [...await this.before?.listsDer(options) ?? [], await this.crlDer(options)];
  }

  listsPem = async (options: CrlOptions = {}): Promise<string> => pem('X509 CRL', await this.listsDer(options));

  async crl(options: CrlOptions = {}): Promise<Crl> {
    return verifyCrl(await this.listsDer(options), await this.open(), new Map());
  }
}
