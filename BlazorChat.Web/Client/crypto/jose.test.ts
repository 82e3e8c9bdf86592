import { describe, expect, test } from 'vitest';
import { newEncryptionKey, newSigningKey } from './testing/key-pool';
import { H } from './hash';
import { openBundle, openMessage, openSessionKey, newSessionKey, importSessionKey, sealBundle, sealMessage, wrapSessionKey, checkGeneralKey, readMessage } from './jwe';
import { pad, read, sign, verify } from './jws';
import { bytesOf } from './base64url';
import { DecryptionError } from './errors';


const spki = (bytes: Uint8Array<ArrayBuffer>, name: string, usage: KeyUsage) =>
  crypto.subtle.importKey('spki', bytes, { name, hash: 'SHA-256' }, true, [usage]);
const [sig, enc, other] = await Promise.all([newSigningKey(), newEncryptionKey(), newEncryptionKey()]);
const sigPublic = await spki(sig.spki, 'RSA-PSS', 'verify');
const encPublic = await spki(enc.spki, 'RSA-OAEP', 'encrypt');
const otherPublic = await spki(other.spki, 'RSA-OAEP', 'encrypt');
const conv = await H('conv');
const room = await H('room');
const body = { t: 'text', text: 'Grüße 👋', reply: null, mentions: [] } as const;

describe('signatures', () => {
  test('a signed payload is read back and verified', async () => {
    const payload = { v: 1, conv, key: await H('k'), room, iat: 5 } as const;
    const compact = await sign('chat-session+jws', sig.kid, sig.key, payload);
    const jws = read(compact, 'chat-session+jws');
    expect(jws.payload).toEqual(payload);
    expect(jws.kid).toBe(sig.kid);
    await verify(jws, sigPublic);
  });

  test('another payload under the same signature is refused', async () => {
    const a = await sign('chat-session+jws', sig.kid, sig.key, { v: 1, conv, key: await H('k'), room, iat: 5 });
    const b = await sign('chat-session+jws', sig.kid, sig.key, { v: 1, conv, key: await H('k'), room, iat: 6 });
    const mixed = [b.split('.')[0], b.split('.')[1], a.split('.')[2]].join('.');
    await expect(verify(read(mixed, 'chat-session+jws'), sigPublic)).rejects.toMatchObject({ code: 'bad-signature' });
  });
});

describe('messages', () => {
  const session = async () => newSessionKey();
  const message = async (thumbprint: string) => pad({
    v: 1, conv, session: thumbprint, room, to: await H('to'), n: 1, prev: null, seen: null,
    id: '11111111-1111-4111-8111-111111111111', iat: 1, body: { ...body, mentions: [] },
  });

  test('a message is padded, sealed, opened and verified', async () => {
    const { thumbprint, k } = await session();
    const key = await importSessionKey(k);
    const jws = await sign('chat-msg+jws', sig.kid, sig.key, await message(thumbprint));
    expect(bytesOf(read(jws, 'chat-msg+jws').text).length % 256).toBe(0);
    const jwe = await sealMessage(jws, thumbprint, key);
    expect(readMessage(jwe)).toMatchObject({ session: thumbprint });
    expect(await openMessage(readMessage(jwe), key)).toEqual(bytesOf(jws));
    await verify(read(jws, 'chat-msg+jws'), sigPublic);
  });

  test('every failure of decryption is the same error', async () => {
    const { thumbprint, k } = await session();
    const jwe = await sealMessage('a.b.c', thumbprint, await importSessionKey(k));
    const wrong = await importSessionKey((await newSessionKey()).k);
    const flipped = jwe.replace(/\.([A-Za-z0-9_-])([^.]*)$/, (_, c: string, rest: string) => `.${c === 'A' ? 'B' : 'A'}${rest}`);
    for (const [envelope, key] of [[jwe, wrong], [flipped, await importSessionKey(k)]] as const)
      await expect(openMessage(readMessage(envelope), key)).rejects.toStrictEqual(new DecryptionError());
  });
});

describe('session keys', () => {
  test('each recipient opens the key the manifest names', async () => {
    const made = await newSessionKey();
    const manifest = await sign('chat-session+jws', sig.kid, sig.key, { v: 1, conv, key: made.thumbprint, room, iat: 5 });
    const recipients = [{ kid: enc.kid, key: encPublic }, { kid: other.kid, key: otherPublic }];
    for (const to of [recipients, recipients.slice(0, 1)]) {
      const general = await wrapSessionKey(made.k, manifest, to);
      expect(checkGeneralKey(JSON.stringify(general)).sm).toBe(await H(manifest));
      const { recipients: [first], protected: head, iv, ciphertext, tag } = general;
      const flattened = { protected: head, ...first!, iv, ciphertext, tag };
      const opened = await openSessionKey(flattened, { kid: enc.kid, key: enc.key }, { compact: manifest, key: made.thumbprint });
      expect(opened).toEqual(made);
    }
  });

  test('a key that is not the one the manifest names is refused', async () => {
    const [named, put] = [await newSessionKey(), await newSessionKey()];
    const manifest = 'a.b.c';
    const { recipients: [first], protected: head, iv, ciphertext, tag } = await wrapSessionKey(put.k, manifest, [{ kid: enc.kid, key: encPublic }]);
    const flattened = { protected: head, ...first!, iv, ciphertext, tag };
    const own = { kid: enc.kid, key: enc.key };
    await expect(openSessionKey(flattened, own, { compact: manifest, key: named.thumbprint })).rejects.toStrictEqual(new DecryptionError());
    await expect(openSessionKey(flattened, own, { compact: 'x.y.z', key: put.thumbprint })).rejects.toMatchObject({ code: 'bad-header' });
  });
});

describe('bundles', () => {
  test('a bundle is opened by its device for its conversation only', async () => {
    const keys = [await newSessionKey(), await newSessionKey()];
    const jwe = await sealBundle(conv, keys, { kid: enc.kid, key: encPublic });
    const own = { kid: enc.kid, key: enc.key };
    expect(await openBundle(jwe, own, conv)).toEqual(keys.map(({ thumbprint, k }) => ({ thumbprint, k })));
    await expect(openBundle(jwe, own, room)).rejects.toMatchObject({ code: 'decryption-failed' });
    await expect(openBundle(jwe, { kid: other.kid, key: other.key }, conv)).rejects.toMatchObject({ code: 'bad-header' });
  });

  test('a key under another name makes the bundle void', async () => {
    const [a, b] = [await newSessionKey(), await newSessionKey()];
    const jwe = await sealBundle(conv, [{ thumbprint: a.thumbprint, k: b.k }], { kid: enc.kid, key: encPublic });
    await expect(openBundle(jwe, { kid: enc.kid, key: enc.key }, conv)).rejects.toStrictEqual(new DecryptionError());
  });
});
