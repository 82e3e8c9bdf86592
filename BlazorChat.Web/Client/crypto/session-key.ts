import { GeneralEncrypt, flattenedDecrypt, type JWEHeaderParameters } from 'jose';
import { bytesOf, decode, decodeText, encode, textOf } from './base64url';
import { hash43, list, literal, matching, object, parseCanonical, serialise, type TypeOf } from './canonical';
import { DecryptionError, FormatError } from './errors';
import { H } from './hash';

/** A session key and its JWE in General JSON (RFC 7516 7.2.1), one recipient a device. */

export interface SessionKey {
  /** RFC 7638 thumbprint of the oct JWK: its name everywhere. */
  readonly thumbprint: string;
  /** The 256 bits in base64url. Never stored unwrapped, never shown. */
  readonly k: string;
}

export interface EncryptionKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

export const recipientMembers = {
  header: object({ alg: literal('RSA-OAEP-256'), kid: hash43 }),
  encrypted_key: matching(/^[A-Za-z0-9_-]{512}$/), // 384 bytes: RSA-3072
};
const sealed = { iv: matching(/^[A-Za-z0-9_-]{16}$/), ciphertext: matching(/^[A-Za-z0-9_-]{84}$/), tag: matching(/^[A-Za-z0-9_-]{21}[AQgw]$/) };
const protectedHeader = matching(/^[A-Za-z0-9_-]{1,300}$/);

export const generalKey = object({ protected: protectedHeader, recipients: list(object(recipientMembers), 1, 20_000), ...sealed });
export const flattenedKey = object({ protected: protectedHeader, ...recipientMembers, ...sealed });
export type GeneralKey = TypeOf<typeof generalKey>;
export type FlattenedKey = TypeOf<typeof flattenedKey>;

const plaintext = object({ kty: literal('oct'), k: hash43 });
const headerText = (sm: string) => `{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":"${sm}"}`;

export async function newSessionKey(): Promise<SessionKey> {
  const k = encode(crypto.getRandomValues(new Uint8Array(32)));
  return { k, thumbprint: await thumbprintOf(k) };
}

/** RFC 7638 3.2: the required members of an oct JWK in lexicographic order. */
export const thumbprintOf = (k: string): Promise<string> => H(`{"k":"${k}","kty":"oct"}`);

/** The key for encrypting and decrypting messages; it cannot be exported again. */
export const importSessionKey = (k: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', decode(k), 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Wraps a session key to each recipient; `manifest` is the compact JWS that announces it. */
export async function wrapSessionKey(k: string, manifest: string, recipients: readonly EncryptionKey[]): Promise<GeneralKey> {
  const text = bytesOf(serialise({ kty: 'oct', k }));
  const header = { enc: 'A256GCM', typ: 'chat-session-key+jwe', sm: await H(manifest) };
  return sealTo(text, header, recipients);
}

/** JWE General JSON of any content; the recipients are at least one, none twice. */
export async function sealTo(content: Uint8Array<ArrayBuffer>, header: JWEHeaderParameters, recipients: readonly EncryptionKey[]): Promise<GeneralKey> {
  if (recipients.length === 0 || new Set(recipients.map(r => r.kid)).size !== recipients.length) throw new FormatError('bad-shape');
  const general = new GeneralEncrypt(content).setProtectedHeader(header);
  for (const { kid, key } of recipients) general.addRecipient(key).setUnprotectedHeader({ alg: 'RSA-OAEP-256', kid });
  const jwe = await general.encrypt();
  return {
    protected: jwe.protected!,
    recipients: jwe.recipients.map((r, i) => ({ header: { alg: 'RSA-OAEP-256', kid: recipients[i]!.kid }, encrypted_key: r.encrypted_key! })),
    iv: jwe.iv!,
    ciphertext: jwe.ciphertext,
    tag: jwe.tag!,
  };
}

/** Checks form, header and that no kid stands twice. Returns the hash of the manifest it belongs to. */
export function checkGeneralKey(json: string): { readonly jwe: GeneralKey; readonly sm: string } {
  const jwe = parseCanonical(json);
  if (!generalKey.is(jwe)) throw new FormatError('bad-shape');
  if (new Set(jwe.recipients.map(r => r.header.kid)).size !== jwe.recipients.length) throw new FormatError('bad-shape', 'kid twice');
  return { jwe, sm: manifestOf(jwe.protected) };
}

/**
 * Opens the own recipient of a session key. The caller has verified the manifest; this checks that the key was
 * made for it (`sm`) and is the one it names, so nobody can put another in its place.
 */
export async function openSessionKey(
  jwe: unknown, own: EncryptionKey, manifest: { readonly compact: string; readonly key: string },
): Promise<SessionKey> {
  if (!flattenedKey.is(jwe)) throw new FormatError('bad-shape');
  if (jwe.header.kid !== own.kid || manifestOf(jwe.protected) !== (await H(manifest.compact))) throw new FormatError('bad-header');
  const k = await decrypt(jwe, own.key);
  if ((await thumbprintOf(k)) !== manifest.key) throw new DecryptionError();
  return { k, thumbprint: manifest.key };
}

async function decrypt(jwe: FlattenedKey, key: CryptoKey): Promise<string> {
  try {
    const opened = await flattenedDecrypt(jwe, key, {
      keyManagementAlgorithms: ['RSA-OAEP-256'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const jwk = parseCanonical(textOf(opened.plaintext));
    if (plaintext.is(jwk)) return jwk.k;
  } catch {
    // One error for all causes.
  }
  throw new DecryptionError();
}

function manifestOf(encoded: string): string {
  const header = decodeText(encoded);
  const sm = header.slice(-45, -2);
  if (header !== headerText(sm) || !hash43.is(sm)) throw new FormatError('bad-header');
  return sm;
}
