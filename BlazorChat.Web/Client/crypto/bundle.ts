import { CompactEncrypt, compactDecrypt } from 'jose';
import { bytesOf, decodeText, isCanonical, textOf } from './base64url';
import { hash43, parseExact, serialise } from './canonical';
import { DecryptionError, FormatError } from './errors';
import { type Bundle, bundle } from './payloads';
import { type EncryptionKey, type SessionKey, thumbprintOf } from './session-key';

/** Session keys of one conversation for one other device: JWE compact RSA-OAEP-256. */

export const maxBundle = 256 * 1024;

const headerText = (kid: string) => `{"alg":"RSA-OAEP-256","enc":"A256GCM","typ":"chat-bundle+jwe","kid":"${kid}"}`;

export async function sealBundle(conv: string, keys: readonly SessionKey[], to: EncryptionKey): Promise<string> {
  const payload: Bundle = { v: 1, conv, keys: keys.map(({ thumbprint, k }): [string, string] => [thumbprint, k]) };
  if (!bundle.is(payload)) throw new FormatError('bad-shape');
  const jwe = await new CompactEncrypt(bytesOf(serialise(payload)))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'chat-bundle+jwe', kid: to.kid })
    .encrypt(to.key);
  if (jwe.length > maxBundle) throw new FormatError('too-large');
  return jwe;
}

/** Size, canonical form, exact header. Returns the kid it is for. */
export function readBundle(jwe: string): { readonly kid: string } {
  if (jwe.length > maxBundle) throw new FormatError('too-large');
  const parts = jwe.split('.');
  const [head, encryptedKey, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || !head || !encryptedKey || !iv || !ciphertext || !tag) throw new FormatError('bad-compact');
  const lengths = encryptedKey.length === 512 && iv.length === 16 && tag.length === 22;
  if (!lengths || ![encryptedKey, iv, ciphertext, tag].every(isCanonical)) throw new FormatError('bad-base64url');
  const header = decodeText(head);
  const kid = header.slice(-45, -2);
  if (header !== headerText(kid) || !hash43.is(kid)) throw new FormatError('bad-header');
  return { kid };
}

/**
 * Gives the keys whose thumbprint is right. A bundle is not signed: the caller must check each key against a
 * manifest that is valid in this conversation before using it.
 */
export async function openBundle(jwe: string, own: EncryptionKey, conv: string): Promise<SessionKey[]> {
  if (readBundle(jwe).kid !== own.kid) throw new FormatError('bad-header');
  const payload = await decrypt(jwe, own.key);
  if (payload.conv !== conv) throw new DecryptionError();
  const keys = payload.keys.map(([thumbprint, k]) => ({ thumbprint, k }));
  for (const { thumbprint, k } of keys) if ((await thumbprintOf(k)) !== thumbprint) throw new DecryptionError();
  return keys;
}

async function decrypt(jwe: string, key: CryptoKey): Promise<Bundle> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['RSA-OAEP-256'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return parseExact(textOf(plaintext), bundle);
  } catch (error) {
    if (error instanceof FormatError && error.code === 'update-needed') throw error;
    throw new DecryptionError();
  }
}
