import { kidOf } from '../rsa-key';
import type { NewKey } from '../key-pair';
import { nextKey, publicHalf } from './rsa-pool';

// `key-pair` from the pool, for tests that are not about making keys. Where the code under test makes them:
// `vi.mock('../crypto/key-pair', () => import('../crypto/testing/key-pool'));`

export const newSigningKey = async (extractable = false): Promise<NewKey> => {
  const jwk = nextKey();
  const key = await imported(jwk, 'RSA-PSS', extractable, 'sign');
  return { ...await published(jwk), key, requestKey: key };
};

export const newEncryptionKey = async (extractable = false): Promise<NewKey> => {
  const jwk = nextKey();
  const key = await imported(jwk, 'RSA-OAEP', extractable, 'decrypt');
  return { ...await published(jwk), key, requestKey: await imported(jwk, 'RSASSA-PKCS1-v1_5', false, 'sign') };
};

const imported = (jwk: JsonWebKey, name: string, extractable: boolean, usage: KeyUsage) =>
  crypto.subtle.importKey('jwk', jwk, { name, hash: 'SHA-256' }, extractable, [usage]);

async function published(jwk: JsonWebKey): Promise<Pick<NewKey, 'kid' | 'spki'>> {
  const key = await crypto.subtle.importKey('jwk', publicHalf(jwk), { name: 'RSA-PSS', hash: 'SHA-256' }, true, ['verify']);
  return { kid: await kidOf(jwk.n!), spki: new Uint8Array(await crypto.subtle.exportKey('spki', key)) };
}
