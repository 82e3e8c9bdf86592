import { expect, test } from 'vitest';
import { createHash, createVerify, constants, createPublicKey } from 'node:crypto';
import { pssSha256, rsaSha256 } from './algorithms';
import { decode } from './base64url';
import { readSigned } from './certificate-parser';
import { createRequest } from './csr';
import { constructed, context, DerReader, sameBytes, Tag } from './der-reader';
import { newEncryptionKey, newSigningKey } from './key-pair';
import { kidOf, readRsaKey } from './rsa-key';


const owner = { user: '0195c9a0-0000-7000-8000-000000000001', device: 'recovery' };

test.each([['sig', newSigningKey, pssSha256], ['enc', newEncryptionKey, rsaSha256]] as const)(
  'a request for %s is signed by its own key and carries the nonce and the owner', async (_, make, algorithm) => {
    const key = await make();
    const request = readSigned(decode(await createRequest(key, owner, 'nonce_-1')));
    expect(sameBytes(request.algorithm, algorithm)).toBe(true);

    const info = new DerReader(request.tbs).enter();
    expect(info.small()).toBe(0);
    expect(info.enter().done).toBe(true);
    const spki = info.raw();
    expect(await kidOf(readRsaKey(spki, [3072]).n)).toBe(key.kid);
    const attributes = info.enter(constructed(0));
    info.finish();
    const challenge = attributes.enter();
    expect(challenge.oid()).toBe('1.2.840.113549.1.9.7');
    expect(challenge.enter(Tag.set).text(Tag.utf8)).toBe('nonce_-1');
    const extensionRequest = attributes.enter();
    expect(extensionRequest.oid()).toBe('1.2.840.113549.1.9.14');
    const san = extensionRequest.enter(Tag.set).enter().enter();
    expect(san.oid()).toBe('2.5.29.17');
    expect(new DerReader(san.content(Tag.octetString)).enter().text(context(6))).toBe(`urn:blazorchat:user:${owner.user}:device:recovery`);
    attributes.finish();

    const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const padding = algorithm === pssSha256
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { padding: constants.RSA_PKCS1_PADDING };
    expect(createVerify('sha256').update(request.tbs).verify({ key: publicKey, ...padding }, request.signature)).toBe(true);
  });

test('the key that stays cannot be taken out of the browser', async () => {
  for (const { key, requestKey } of [await newSigningKey(), await newEncryptionKey()]) {
    expect(key.extractable).toBe(false);
    expect(requestKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow();
  }
});

test('what is encrypted to the certified key is decrypted by the kept one', async () => {
  const { key, spki } = await newEncryptionKey();
  const publicKey = await crypto.subtle.importKey('spki', spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const secret = createHash('sha256').update('x').digest();
  const sealed = await crypto.subtle.encrypt('RSA-OAEP', publicKey, secret);
  expect(Buffer.from(await crypto.subtle.decrypt('RSA-OAEP', key, sealed))).toEqual(secret);
});
