import { calculateJwkThumbprint } from 'jose';

/** A key pair as a device holds it, with what the world knows of it. */
export interface TestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
}

const made: Record<'sig' | 'enc', Promise<TestKey>[]> = { sig: [], enc: [] };
const taken = { sig: 0, enc: 0 };

/** Making RSA keys is slow, so a test file makes them once: a test starts anew with the first ones. */
export function reuseKeys(): void {
  taken.sig = taken.enc = 0;
}

/** A key nobody else has in this test. */
export function takeKey(use: 'sig' | 'enc'): Promise<TestKey> {
  const index = taken[use]++;
  return (made[use][index] ??= make(use));
}

async function make(use: 'sig' | 'enc'): Promise<TestKey> {
  const name = use === 'sig' ? 'RSA-PSS' : 'RSA-OAEP';
  const algorithm = { name, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(algorithm, true, use === 'sig' ? ['sign', 'verify'] : ['encrypt', 'decrypt']);
  const { n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = { kty: 'RSA' as const, n: n!, e: e! };
  return { kid: await calculateJwkThumbprint({ e: jwk.e, kty: 'RSA', n: jwk.n }), privateKey: pair.privateKey, publicKey: pair.publicKey, jwk };
}
