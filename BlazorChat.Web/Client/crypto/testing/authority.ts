import { rsaSha256 } from '../algorithms';
import { Authority } from '../authority';
import { bytesOf, encode } from '../base64url';
import type { Use } from '../certificate';
import { type Crl, verifyCrl } from '../crl';
import { constructed, context, DerReader, Tag } from '../der-reader';
import { bitString, type Bytes, der, integer, oid, sequence, setOf, utf8String } from '../der-writer';
import { type NewKey, newEncryptionKey, newSigningKey, rsa3072 } from '../key-pair';
import { type Owner, ownerUri } from '../owner';

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

interface Ca {
  readonly key: CryptoKey;
  readonly spki: Bytes;
  readonly subject: Bytes;
  readonly keyId: Bytes;
}

async function newCa(common: string): Promise<Ca> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', ...rsa3072 }, false, ['sign', 'verify']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return { key: privateKey, spki, subject: name(common), keyId: await keyIdOf(spki) };
}

function tbsOf(serial: number, issuer: Bytes, from: number, to: number, subject: Bytes, spki: Bytes, extensions: Bytes[]): Bytes {
  return sequence(
    der(constructed(0), integer(2)), integer(serial), rsaSha256, issuer, sequence(time(from), time(to)), subject, spki,
    der(constructed(3), sequence(...extensions)),
  );
}

const authorityKeyId = (id: Bytes) => extension('2.5.29.35', sequence(der(context(0), id)));
const subjectKeyId = (id: Bytes) => extension('2.5.29.14', der(Tag.octetString, id));

export class TestAuthority {
  private serial = 1000;

  private constructor(readonly rootDer: Bytes, readonly issuingDer: Bytes, readonly issuing: Ca) {}

  static async create(change: { issuing?: (regular: Bytes[]) => Bytes[] } = {}): Promise<TestAuthority> {
    const [root, issuing] = await Promise.all([newCa('Test root'), newCa('Test issuing CA')]);
    const ca = (depth: Bytes[]) => extension('2.5.29.19', sequence(Uint8Array.of(Tag.boolean, 1, 0xff), ...depth), true);
    const [from, to] = [testNow - 365 * day, testNow + 20 * 365 * day];
    const own = (of: Ca, depth: Bytes[]) => [ca(depth), extension('2.5.29.15', usage.ca, true), subjectKeyId(of.keyId), authorityKeyId(root.keyId)];
    const issuingExtensions = change.issuing?.(own(issuing, [integer(0)])) ?? own(issuing, [integer(0)]);
    return new TestAuthority(
      await signed(tbsOf(1, root.subject, from, to, root.subject, root.spki, own(root, [])), root.key),
      await signed(tbsOf(2, root.subject, from, to, issuing.subject, issuing.spki, issuingExtensions), root.key),
      issuing,
    );
  }

  open(pinned: string | null = null, at = testNow): Promise<Authority> {
    return Authority.open(this.rootDer, this.issuingDer, pinned, at);
  }

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

  async crlDer(options: CrlOptions = {}): Promise<Bytes> {
    const entries = (options.revoked ?? []).map(({ serial, at, reason }) =>
      sequence(integer(serial), time(at), ...(reason === undefined ? [] : [sequence(extension('2.5.29.21', der(Tag.enumerated, Uint8Array.of(reason))))])));
    const regular = [authorityKeyId(this.issuing.keyId), extension('2.5.29.20', integer(options.number ?? 1))];
    const from = options.thisUpdate ?? testNow - 60_000;
    const tbs = sequence(
      integer(1), rsaSha256, this.issuing.subject, time(from), time(options.nextUpdate ?? from + 7 * day),
      ...(entries.length === 0 ? [] : [sequence(...entries)]),
      der(constructed(0), sequence(...(options.extensions?.(regular) ?? regular))),
    );
    return signed(tbs, options.signer ?? this.issuing.key);
  }

  async crl(options: CrlOptions = {}): Promise<Crl> {
    return verifyCrl(await this.crlDer(options), await this.open(), null);
  }

  /** Both keys of a device, certified. */
  async person(owner: Owner, options: LeafOptions = {}): Promise<TestPerson> {
    const [sig, enc] = await Promise.all([newSigningKey(), newEncryptionKey()]);
    return {
      ...owner, sig, enc,
      certs: {
        [sig.kid]: [encode(await this.issue(sig.spki, owner, 'sig', options))],
        [enc.kid]: [encode(await this.issue(enc.spki, owner, 'enc', options))],
      },
    };
  }
}

export interface TestPerson extends Owner {
  readonly sig: NewKey;
  readonly enc: NewKey;
  /** As `GET /api/users/{user}/chain` gives them. */
  readonly certs: Readonly<Record<string, readonly string[]>>;
}

