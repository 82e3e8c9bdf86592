import { kidOfKey } from './rsa-key';

/** RSA-3072 key pairs made in the browser. */

export const rsa3072 = { modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' };
const pss = { name: 'RSA-PSS', ...rsa3072 };
const oaep = { name: 'RSA-OAEP', ...rsa3072 };
const pkcs1 = { name: 'RSASSA-PKCS1-v1_5', ...rsa3072 };

/** A private key to keep, what signs its PKCS#10, and the public half. */
export interface NewKey {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly requestKey: CryptoKey;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array<ArrayBuffer>;
}

/** `extractable` only for the recovery pair, which is sealed at once. */
export async function newSigningKey(extractable = false): Promise<NewKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(pss, extractable, ['sign', 'verify']);
  return { kid: await kidOfKey(publicKey), key: privateKey, requestKey: privateKey, spki: await spkiOf(publicKey) };
}

/**
 * An OAEP key cannot sign its own PKCS#10, and WebCrypto ties a key to one algorithm. So the pair is made as a
 * signing pair, wrapped under a key that is thrown away, and unwrapped twice: once to sign the request, once to
 * decrypt for good. No script ever sees the bytes.
 */
export async function newEncryptionKey(extractable = false): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey(pkcs1, true, ['sign', 'verify']);
  const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  const gcm = { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) };
  const wrapped = await crypto.subtle.wrapKey('pkcs8', pair.privateKey, wrapping, gcm);
  const unwrap = (algorithm: RsaHashedImportParams, kept: boolean, usage: KeyUsage) =>
    crypto.subtle.unwrapKey('pkcs8', wrapped, wrapping, gcm, algorithm, kept, [usage]);
  return {
    kid: await kidOfKey(pair.publicKey),
    key: await unwrap(oaep, extractable, 'decrypt'),
    requestKey: await unwrap(pkcs1, false, 'sign'),
    spki: await spkiOf(pair.publicKey),
  };
}

const spkiOf = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.exportKey('spki', key));
