import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newSessionKey } from '../crypto/session-key';
import { TestAuthority, testNow } from '../crypto/testing/authority';
import { newEncryptionKey, newSigningKey } from '../crypto/testing/key-pool';
import { type Database, forgetUser, openDatabase } from './database';
import { loadDevice, saveDevice } from './device-keys';
import { Pins } from './pins';
import { SessionKeys } from './session-keys';
import { loadTrust } from './trust';
import { Vault } from './vault';


const [alice, bob] = ['0195c9a0-0000-7000-8000-00000000000a', '0195c9a0-0000-7000-8000-00000000000b'];
let db: Database;
let count = 0;
beforeEach(async () => { db = await openDatabase(undefined, `test ${count++}`); });
afterEach(() => db.close());

describe('the keys of a device', () => {
  test('come back and still sign, and what could be taken out is not kept', async () => {
    const [sig, enc] = await Promise.all([newSigningKey(), newEncryptionKey()]);
    const keys = { user: alice, device: bob, sig, enc, encRequest: enc.requestKey, spki: { sig: sig.spki, enc: enc.spki } };
    await saveDevice(db, keys);
    const loaded = (await loadDevice(db, alice))!;
    expect(loaded.sig.key.extractable).toBe(false);
    expect((await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, loaded.sig.key, new Uint8Array(1))).byteLength).toBe(384);
    expect(await loadDevice(db, bob)).toBeUndefined();
    await expect(saveDevice(db, { ...keys, sig: await newSigningKey(true) })).rejects.toThrow('extractable');
  });
});

describe('the vault', () => {
  test('opens what it sealed, for the same purpose, with the same key after a reload', async () => {
    const sealed = await (await Vault.open(db, alice)).seal('draft x', 'Grüße');
    const reloaded = await Vault.open(db, alice);
    expect(await reloaded.openText('draft x', sealed)).toBe('Grüße');
    await expect(reloaded.open('draft y', sealed)).rejects.toMatchObject({ code: 'decryption-failed' });
    await expect((await Vault.open(db, bob)).open('draft x', sealed)).rejects.toMatchObject({ code: 'decryption-failed' });
  });

  test('is the same in two tabs that open it at once', async () => {
    const [a, b] = await Promise.all([Vault.open(db, alice), Vault.open(db, alice)]);
    expect(await b.openText('p', await a.seal('p', 'x'))).toBe('x');
  });

  test('keeps session keys unreadable at rest', async () => {
    const sessions = new SessionKeys(db, alice, await Vault.open(db, alice));
    const key = await newSessionKey();
    await sessions.save('conv', key);
    expect(await sessions.find('conv', key.thumbprint)).toEqual(key);
    expect(await sessions.find('other', key.thumbprint)).toBeNull();
    expect([await sessions.list('conv'), await sessions.list('con')]).toEqual([[key.thumbprint], []]);
    const [stored] = await db.getAll('sessions');
    expect(Buffer.from(stored!.data).includes(Buffer.from(key.k, 'base64url'))).toBe(false);
  });
});

describe('pins', () => {
  test('never go back', async () => {
    const pins = new Pins(db, alice);
    await Promise.all([pins.pinChain('user', bob, pin(3)), pins.pinChain('user', bob, pin(2)), pins.raiseCrlNumbers(new Map([['a', 7]])), pins.raiseCrlNumbers(new Map([['a', 5], ['b', 1]]))]);
    expect((await pins.chain('user', bob))?.n).toBe(3);
    expect(await pins.chain('room', bob)).toBeNull();
    expect(await pins.crlNumbers(['a', 'b', 'c'])).toEqual(new Map([['a', 7], ['b', 1]]));
  });

  test('keep the first root, and those that it vouches for', async () => {
    const pins = new Pins(db, alice);
    expect(await pins.roots()).toBeNull();
    await pins.pinRoots(['first']);
    await pins.pinRoots(['second']);
    expect(await pins.roots()).toEqual(['first']);
    await pins.pinRoots(['first', 'second']);
    await pins.pinRoots(['first']);
    expect(await pins.roots()).toEqual(['first', 'second']);
  });

  const pin = (n: number) => ({ n, head: `head ${n}`, base: null });
});

test('forgetting a user leaves the others alone', async () => {
  for (const user of [alice, bob]) await new Pins(db, user).raiseCrlNumbers(new Map([['a', 1]]));
  await Vault.open(db, alice);
  await forgetUser(db, alice);
  expect((await new Pins(db, alice).crlNumbers(['a'])).size).toBe(0);
  expect((await new Pins(db, bob).crlNumbers(['a'])).get('a')).toBe(1);
  expect(await db.count('meta')).toBe(0);
});

test('an authority other than the pinned one and an older list are refused', async () => {
  const [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
  const source = (of: TestAuthority, number: number) => ({
    certificates: async () => of.certificatesPem(), lists: () => of.listsPem({ number }),
  });
  expect((await loadTrust(source(ca, 5), db, alice, testNow)).crl.number).toBe(5);
  await expect(loadTrust(source(ca, 4), db, alice, testNow)).rejects.toMatchObject({ code: 'crl-went-back' });
  await expect(loadTrust(source(other, 6), db, alice, testNow)).rejects.toMatchObject({ code: 'root-changed' });
});
