import { CompactEncrypt } from 'jose';
import { bytesOf, decodeCanonical, decodeText, isCanonical } from './base64url';
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

/** A message as it came: size, canonical form and header have been judged, which needs no key. */
export interface ReadMessage {
  /** The session it is encrypted with. */
  readonly session: string;
  readonly header: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

export function readMessage(jwe: string): ReadMessage {
  if (jwe.length > maxMessageJwe) throw new FormatError('too-large');
  const parts = jwe.split('.');
  const [header, encryptedKey, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || !header || encryptedKey !== '' || !iv || !ciphertext || !tag) throw new FormatError('bad-compact');
  if (iv.length !== 16 || tag.length !== 22 || ![iv, ciphertext, tag].every(isCanonical)) throw new FormatError('bad-base64url');
  return { session: sessionOf(header), header, iv, ciphertext, tag };
}

/** All messages of a session have the same header, so the last one that was judged need not be judged again. */
let judged = { header: '', session: '' };

function sessionOf(header: string): string {
  if (header === judged.header) return judged.session;
  const text = decodeText(header);
  const session = text.slice(-45, -2);
  if (text !== headerText(session) || !hash43.is(session)) throw new FormatError('bad-header');
  judged = { header, session };
  return session;
}

/**
 * Gives the bytes of the inner JWS, unverified. By WebCrypto itself: the header is known to the letter, and a long history is opened through here
 * (RFC 7516 5.2: the header as sent is authenticated with it, the tag follows the ciphertext).
 */
export async function openMessage({ header, iv, ciphertext, tag }: ReadMessage, key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  const [body, end] = [decodeCanonical(ciphertext), decodeCanonical(tag)];
  const sealed = new Uint8Array(body.length + end.length);
  sealed.set(body);
  sealed.set(end, body.length);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: decodeCanonical(iv), additionalData: bytesOf(header) }, key, sealed));
  } catch {
    throw new DecryptionError();
  }
}
