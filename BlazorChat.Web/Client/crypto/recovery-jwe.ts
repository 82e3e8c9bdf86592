import { CompactEncrypt, compactDecrypt } from 'jose';
import { bytesOf, decodeText, isCanonical, textOf } from './base64url';
import { hash43, literal, matching, object, pair, parseExact, serialise, type TypeOf } from './canonical';
import { DecryptionError, FormatError } from './errors';
import { passwordOf } from './recovery-code';
import { kidOf } from './rsa-key';
import type { EncryptionKey } from './session-key';

/** The recovery pair, sealed by the recovery code: a JWK Set in a JWE PBES2-HS512+A256KW (RFC 7518 4.8). */

export interface RecoveryKeys {
  readonly sig: EncryptionKey;
  readonly enc: EncryptionKey;
}

/** One cost, no more and no less: a server may neither weaken it nor stall a browser with it. */
const iterations = 210_000;
const maxRecoveryJwe = 32 * 1024;

const start = `{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","typ":"chat-recovery+jwe","p2c":${iterations},"p2s":"`;
const salt = /^[A-Za-z0-9_-]{21}[AQgw]$/; // 16 bytes

const big = matching(/^[A-Za-z0-9_-]{200,600}$/);
const jwk = <Use extends string>(use: Use) => object({
  kty: literal('RSA'), kid: hash43, use: literal(use), n: big, e: literal('AQAB'), d: big, p: big, q: big, dp: big, dq: big, qi: big,
});
const jwkSet = object({ keys: pair(jwk('sig'), jwk('enc')) });
type PrivateJwk = TypeOf<ReturnType<typeof jwk>>;

/** The keys must be extractable; keep them no longer than this call. */
export async function sealRecovery(keys: RecoveryKeys, code: string): Promise<string> {
  const set = { keys: [await exported(keys.sig, 'sig'), await exported(keys.enc, 'enc')] };
  if (!jwkSet.is(set)) throw new FormatError('bad-shape');
  return new CompactEncrypt(bytesOf(serialise(set)))
    .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', typ: 'chat-recovery+jwe' })
    .setKeyManagementParameters({ p2c: iterations })
    .encrypt(bytesOf(passwordOf(code)));
}

/** Size, canonical form, exact header. */
export function readRecovery(jwe: string): void {
  if (jwe.length > maxRecoveryJwe) throw new FormatError('too-large');
  const parts = jwe.split('.');
  const [head, encryptedKey, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || !head || !encryptedKey || !iv || !ciphertext || !tag) throw new FormatError('bad-compact');
  const lengths = encryptedKey.length === 54 && iv.length === 16 && tag.length === 22; // 40 bytes: RFC 3394 around 32
  if (!lengths || ![encryptedKey, iv, ciphertext, tag].every(isCanonical)) throw new FormatError('bad-base64url');
  const header = decodeText(head);
  if (!header.startsWith(start) || !header.endsWith('"}') || !salt.test(header.slice(start.length, -2))) throw new FormatError('bad-header');
}

/** Opens the pair with the code. The keys come back non-extractable, their kids computed, not believed. */
export async function openRecovery(jwe: string, code: string): Promise<RecoveryKeys> {
  readRecovery(jwe);
  const { keys: [sig, enc] } = await decrypt(jwe, code);
  return {
    sig: await imported(sig, { name: 'RSA-PSS', hash: 'SHA-256' }, 'sign'),
    enc: await imported(enc, { name: 'RSA-OAEP', hash: 'SHA-256' }, 'decrypt'),
  };
}

async function decrypt(jwe: string, code: string): Promise<TypeOf<typeof jwkSet>> {
  try {
    const { plaintext } = await compactDecrypt(jwe, bytesOf(passwordOf(code)), {
      keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxPBES2Count: iterations,
    });
    return parseExact(textOf(plaintext), jwkSet);
  } catch {
    throw new DecryptionError();
  }
}

async function exported({ kid, key }: EncryptionKey, use: string): Promise<Record<string, unknown>> {
  const { n, e, d, p, q, dp, dq, qi } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'RSA', kid, use, n, e, d, p, q, dp, dq, qi };
}

async function imported(jwk: PrivateJwk, algorithm: RsaHashedImportParams, usage: KeyUsage): Promise<EncryptionKey> {
  const { kty, n, e, d, p, q, dp, dq, qi, kid } = jwk;
  if ((await kidOf(n)) !== kid) throw new DecryptionError();
  try {
    return { kid, key: await crypto.subtle.importKey('jwk', { kty, n, e, d, p, q, dp, dq, qi }, algorithm, false, [usage]) };
  } catch {
    throw new DecryptionError();
  }
}
