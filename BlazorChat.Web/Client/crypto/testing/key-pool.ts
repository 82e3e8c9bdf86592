import { kidOfKey } from '../rsa-key';
import type { NewKey } from '../key-pair';

// Making RSA keys takes most of the time of a test. A file that mocks `key-pair` with this makes each only once:
// `vi.mock('../crypto/key-pair', () => import('../crypto/testing/key-pool'));` and `fromTheStart()` before each test.

export const rsa3072 = { modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' };

interface Made {
  readonly pkcs8: ArrayBuffer;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly kid: string;
}
const pool: Promise<Made>[] = [];
let taken = 0;

export function fromTheStart(): void {
  taken = 0;
}

export async function newSigningKey(extractable = false): Promise<NewKey> {
  const made = await next();
  const key = await imported(made, 'RSA-PSS', extractable, 'sign');
  return { kid: made.kid, spki: made.spki, key, requestKey: key };
}

export async function newEncryptionKey(extractable = false): Promise<NewKey> {
  const made = await next();
  const key = await imported(made, 'RSA-OAEP', extractable, 'decrypt');
  return { kid: made.kid, spki: made.spki, key, requestKey: await imported(made, 'RSASSA-PKCS1-v1_5', false, 'sign') };
}

const next = (): Promise<Made> => (pool[taken++] ??= make());

async function make(): Promise<Made> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'RSA-PSS', ...rsa3072 }, true, ['sign', 'verify']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return { pkcs8: await crypto.subtle.exportKey('pkcs8', privateKey), spki, kid: await kidOfKey(publicKey) };
}

const imported = ({ pkcs8 }: Made, name: string, extractable: boolean, usage: KeyUsage) =>
  crypto.subtle.importKey('pkcs8', pkcs8, { name, hash: 'SHA-256' }, extractable, [usage]);
