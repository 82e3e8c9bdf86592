import { CompactEncrypt, compactDecrypt } from 'jose';
import { bytesOf, decodeText, isCanonical, textOf } from './base64url';
import { hash43 } from './canonical';
import { DecryptionError, FormatError } from './errors';

/** The message envelope: JWE compact, `dir` with the session key, around a `chat-msg+jws` (RFC 7516, RFC 7518 4.5). */

export const maxMessageJwe = 64 * 1024;

const headerText = (session: string) =>
  `{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"${session}"}`;

export async function sealMessage(jws: string, session: string, key: CryptoKey): Promise<string> {
  const jwe = await new CompactEncrypt(bytesOf(jws))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'chat-msg+jwe', cty: 'chat-msg+jws', kid: session })
    .encrypt(key);
  if (jwe.length > maxMessageJwe) throw new FormatError('too-large');
  return jwe;
}

/** Size, canonical form, exact header: what can be judged without a key. Returns the session it is encrypted with. */
export function readMessage(jwe: string): { readonly session: string } {
  if (jwe.length > maxMessageJwe) throw new FormatError('too-large');
  const parts = jwe.split('.');
  const [head, encryptedKey, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || !head || encryptedKey !== '' || !iv || !ciphertext || !tag) throw new FormatError('bad-compact');
  if (iv.length !== 16 || tag.length !== 22 || ![iv, ciphertext, tag].every(isCanonical)) throw new FormatError('bad-base64url');
  const header = decodeText(head);
  const session = header.slice(-45, -2);
  if (header !== headerText(session) || !hash43.is(session)) throw new FormatError('bad-header');
  return { session };
}

/** Gives the inner JWS, unverified. */
export async function openMessage(jwe: string, session: string, key: CryptoKey): Promise<string> {
  if (readMessage(jwe).session !== session) throw new FormatError('bad-header');
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return textOf(plaintext);
  } catch {
    throw new DecryptionError();
  }
}
