import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rsa3072, type NewKey } from '../../crypto/key-pair';
import { kidOf } from '../../crypto/rsa-key';

/** Making RSA-3072 keys takes most of the time of these tests, so a machine makes them once. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const taken = { sig: 0, enc: 0 };

type Use = 'sig' | 'enc';

/** Every test begins with the first ones again. */
export function reuseKeys(): void {
  taken.sig = taken.enc = 0;
}

export async function takeKey(use: Use): Promise<NewKey> {
  const jwk = await kept(`test-key-${use}-${taken[use]++}.json`);
  const { n, e } = jwk;
  const publicKey = await importKey({ kty: 'RSA', n: n!, e: e! }, use, use === 'sig' ? 'verify' : 'encrypt', true);
  return {
    kid: await kidOf(n!),
    key: await importKey(jwk, use, use === 'sig' ? 'sign' : 'decrypt'),
    requestKey: await crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']),
    spki: new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)),
  };
}

const importKey = (jwk: JsonWebKey, use: Use, usage: KeyUsage, extractable = false) =>
  crypto.subtle.importKey('jwk', jwk, { name: use === 'sig' ? 'RSA-PSS' : 'RSA-OAEP', hash: 'SHA-256' }, extractable, [usage]);

async function kept(name: string): Promise<JsonWebKey> {
  try {
    return JSON.parse(readFileSync(folder + name, 'utf8')) as JsonWebKey;
  } catch {
    const made = await make();
    mkdirSync(folder, { recursive: true });
    // Another test file may write the same one: whole or not at all.
    const temporary = `${folder}${name}.${crypto.randomUUID()}`;
    writeFileSync(temporary, JSON.stringify(made));
    renameSync(temporary, folder + name);
    return made;
  }
}

async function make(): Promise<JsonWebKey> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'RSA-PSS', ...rsa3072 }, true, ['sign', 'verify']);
  const { kty, n, e, d, p, q, dp, dq, qi } = await crypto.subtle.exportKey('jwk', privateKey) as Required<JsonWebKey>;
  return { kty, n, e, d, p, q, dp, dq, qi };
}
