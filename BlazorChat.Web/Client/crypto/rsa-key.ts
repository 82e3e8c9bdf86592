import { encode } from './base64url';
import { rsaEncryption } from './algorithms';
import { DerReader, sameBytes } from './der-reader';
import { CertificateError } from './errors';
import { H } from './hash';

/** An RSA public key out of a SubjectPublicKeyInfo (RFC 3279 2.3.1). */
export interface RsaPublicKey {
  readonly spki: Uint8Array;
  readonly bits: number;
  /** base64url, as in a JWK. */
  readonly n: string;
}

const e65537 = Uint8Array.of(1, 0, 1);

export function readRsaKey(spki: Uint8Array, allowedBits: readonly number[]): RsaPublicKey {
  const whole = new DerReader(spki);
  const outer = whole.enter();
  whole.finish();
  if (!sameBytes(outer.raw(), rsaEncryption)) throw new CertificateError('weak-key', 'not RSA');
  const inner = new DerReader(outer.octets());
  outer.finish();
  const key = inner.enter();
  inner.finish();
  const n = key.unsigned();
  const e = key.unsigned();
  key.finish();
  const bits = n.length * 8 - Math.clz32(n[0]!) + 24;
  if (!allowedBits.includes(bits) || !sameBytes(e, e65537)) throw new CertificateError('weak-key');
  return { spki, bits, n: encode(n) };
}

/** RFC 7638 3.2: the required members of an RSA JWK in lexicographic order. */
export const kidOf = (n: string): Promise<string> => H(`{"e":"AQAB","kty":"RSA","n":"${n}"}`);

export async function kidOfKey(key: CryptoKey): Promise<string> {
  const { n } = await crypto.subtle.exportKey('jwk', key);
  return kidOf(n!);
}
