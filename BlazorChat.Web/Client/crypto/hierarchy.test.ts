import { beforeAll, describe, expect, test } from 'vitest';
import { Authority } from './authority';
import { encode } from './base64url';
import { verifyKey, type Wanted } from './certificate';
import { ageOf, verifyCrl } from './crl';
import { integer } from './der-writer';
import type { NewKey } from './key-pair';
import { newSigningKey } from './testing/key-pool';
import { type Ca, certifyCa, day, extension, newCa, TestAuthority, testNow, usage } from './testing/authority';

// More than one issuing CA, more than one root: what a server that is not to be trusted may show.

const owner = { user: '0195c9a0-0000-7000-8000-000000000001', device: '0195c9a0-0000-7000-8000-0000000000d1' };
let first: TestAuthority;
let rolled: TestAuthority;
let newRoot: Ca;
let newRootDer: Uint8Array;
let pins: readonly string[];
let sig: NewKey;

beforeAll(async () => {
  [first, newRoot, sig] = await Promise.all([TestAuthority.create(), newCa('Test root 2'), newSigningKey()]);
  rolled = await first.next();
  newRootDer = await certifyCa(newRoot, newRoot);
  pins = (await first.open()).fingerprints;
});

const outcome = (made: Promise<unknown>) => made.then(() => 'accepted', (error: { code: string }) => error.code);
const wanted = async (of: TestAuthority, change: Partial<Wanted> = {}): Promise<Wanted & { kid: string }> =>
  ({ authority: await of.open(), crl: await of.crl(), ...owner, use: 'sig', kid: sig.kid, at: testNow, valid: 'now', ...change });

describe('a new issuing CA', () => {
  test('below the pinned root is taken, and certificates of the old one stay valid', async () => {
    expect((await rolled.open(pins)).fingerprints).toEqual(pins);
    const [old, recent] = await Promise.all([first, rolled].map(async of => encode(await of.issue(sig.spki, owner, 'sig'))));
    for (const leaf of [old!, recent!]) expect((await verifyKey([leaf], await wanted(rolled))).kid).toBe(sig.kid);
    await expect(verifyKey([recent!], await wanted(first))).rejects.toMatchObject({ code: 'wrong-issuer' });
  });

  test('that has ended is no hindrance as long as one is in time', async () => {
    const ended = await first.next({ issuing: { from: testNow - 9 * day, to: testNow - day } });
    expect(await outcome(ended.open(pins))).toBe('accepted');
    expect(await outcome(ended.open(pins, testNow + 21 * 365 * day))).toBe('expired');
  });

  test('vouches for nothing beyond its own end', async () => {
    const brief = await first.next({ issuing: { to: testNow + day } });
    const leaf = encode(await brief.issue(sig.spki, owner, 'sig'));
    await expect(verifyKey([leaf], await wanted(brief))).rejects.toMatchObject({ code: 'bad-profile' });
  });

  test('revoked by the root has no valid leaves from then on, and what was signed before stays', async () => {
    const end = testNow - 2 * day;
    const authority = await rolled.open(pins);
    const serial = Number.parseInt(authority.issuers[0]!.fields.serial, 16);
    const rootList = await rolled.crlDer({ revoked: [{ serial, at: end, reason: 1 }] }, rolled.root);
    const crl = await verifyCrl([rootList, ...await rolled.listsDer()], authority, new Map());
    const old = encode(await first.issue(sig.spki, owner, 'sig', { notBefore: testNow - 30 * day }));
    const check = (change: Partial<Wanted>, leaves = [old]) => wanted(rolled, { authority, crl, ...change }).then(want => outcome(verifyKey(leaves, want)));
    expect(await check({})).toBe('issuer-revoked');
    expect(await check({ valid: 'receiver' })).toBe('issuer-revoked');
    expect(await check({ valid: 'then', at: end - day })).toBe('accepted');
    expect(await check({ valid: 'then', at: end + day })).toBe('issuer-revoked');
    // Certified anew by the other, the key lives on.
    expect(await check({}, [old, encode(await rolled.issue(sig.spki, owner, 'sig'))])).toBe('accepted');
  });
});

describe('a new root', () => {
  const shown = async (link: Uint8Array | null, at = testNow, pinned: readonly string[] | null = pins) => {
    const issuing = await certifyCa(await newCa('Test issuing CA 2'), newRoot, { depth: [integer(0)] });
    return outcome(Authority.open([...first.certificates, newRootDer, ...(link ? [link] : []), issuing], pinned, at));
  };

  test('that the pinned one certified is pinned too', async () => {
    const linked = await first.next({ root: 'linked' });
    const both = (await linked.open(pins)).fingerprints;
    expect(both).toHaveLength(2);
    expect(both[0]).toBe(pins[0]);
    expect((await linked.open(both)).fingerprints).toEqual(both);
    // At the first contact the order is the same.
    expect((await linked.open()).fingerprints).toEqual(both);
    const old = encode(await first.issue(sig.spki, owner, 'sig'));
    expect((await verifyKey([old], await wanted(linked))).kid).toBe(sig.kid);
  });

  test('without the signature of the old one is an alarm', async () => {
    expect(await shown(null)).toBe('root-changed');
    expect(await shown(null, testNow, null)).toBe('root-changed');
    expect(await outcome((await first.next({ root: 'alone' })).open(pins))).toBe('root-changed');
  });

  test('certified by another, in the name of the old one, is an alarm', async () => {
    const impostor = await newCa('Test root');
    expect(await shown(await certifyCa(newRoot, impostor))).toBe('root-changed');
    expect(await shown(await certifyCa(newRoot, { ...first.root, key: impostor.key }))).toBe('root-changed');
    expect(await shown(await certifyCa(newRoot, first.issuing))).toBe('root-changed');
    expect(await shown(await certifyCa(newRoot, first.root))).toBe('accepted');
  });

  test('certified for another name or key, or not as a CA, is an alarm', async () => {
    const other = await newCa('Test root 2');
    expect(await shown(await certifyCa({ ...newRoot, subject: (await newCa('Other')).subject }, first.root))).toBe('root-changed');
    expect(await shown(await certifyCa({ ...other, subject: newRoot.subject }, first.root))).toBe('root-changed');
    const leaf = (regular: Uint8Array<ArrayBuffer>[]) => regular.slice(1);
    expect(await shown(await certifyCa(newRoot, first.root, { extensions: leaf }))).toBe('bad-profile');
    const wrongUse = (regular: Uint8Array<ArrayBuffer>[]) => [regular[0]!, extension('2.5.29.15', usage.sig, true), ...regular.slice(2)];
    expect(await shown(await certifyCa(newRoot, first.root, { extensions: wrongUse }))).toBe('root-changed');
  });

  test('whose certification has ended or not begun is an alarm to who knew the old one', async () => {
    expect(await shown(await certifyCa(newRoot, first.root, { to: testNow - day }))).toBe('root-changed');
    expect(await shown(await certifyCa(newRoot, first.root, { from: testNow + day }))).toBe('root-changed');
    // At the first contact nothing hangs on it but what was signed before.
    expect(await shown(await certifyCa(newRoot, first.root, { to: testNow - day }), testNow, null)).toBe('accepted');
  });

  test('cannot come from the key of one that was replaced', async () => {
    const linked = await first.next({ root: 'linked' });
    const both = (await linked.open(pins)).fingerprints;
    const third = await newCa('Test root 3');
    const thief = [await certifyCa(third, third), await certifyCa(third, first.root)];
    expect(await outcome(Authority.open([...linked.certificates, ...thief], both, testNow))).toBe('root-changed');
  });

  test('that was pinned cannot be left out again', async () => {
    const linked = await first.next({ root: 'linked' });
    const both = (await linked.open(pins)).fingerprints;
    expect(await outcome(first.open(both))).toBe('root-changed');
    expect(await outcome(Authority.open([linked.rootDer, linked.issuingDer], pins, testNow))).toBe('root-changed');
  });
});

describe('the lists of several CAs', () => {
  test('count by their own numbers', async () => {
    const authority = await rolled.open();
    const [one, two] = authority.issuers.map(({ keyId }) => keyId) as [string, string];
    const lists = [await first.crlDer({ number: 5 }), await rolled.crlDer({ number: 9 })];
    const crl = await verifyCrl(lists, authority, new Map([[one, 5], [two, 9]]));
    expect(crl.number).toBe(9);
    expect(crl.numbers).toEqual(new Map([[one, 5], [two, 9]]));
    expect(await outcome(verifyCrl(lists, authority, new Map([[one, 6], [two, 9]])))).toBe('crl-went-back');
    expect(await outcome(verifyCrl(lists, authority, new Map([[one, 5], [two, 10]])))).toBe('crl-went-back');
  });

  test('must all be there, each once, each by its own CA', async () => {
    const authority = await rolled.open();
    const [one, two] = await rolled.listsDer() as [Uint8Array, Uint8Array];
    expect(await outcome(verifyCrl([one], authority, new Map()))).toBe('bad-crl');
    expect(await outcome(verifyCrl([one, two, two], authority, new Map()))).toBe('bad-crl');
    expect(await outcome(verifyCrl([one, await rolled.crlDer({ signer: first.issuing.key })], authority, new Map()))).toBe('bad-crl-signature');
    expect(await outcome(verifyCrl([one, await rolled.crlDer({}, { ...rolled.issuing, subject: first.issuing.subject })], authority, new Map()))).toBe('bad-crl');
    expect(await outcome(verifyCrl([one, two, await (await TestAuthority.create()).crlDer()], authority, new Map()))).toBe('unknown-crl-issuer');
  });

  test('of a root cannot be withheld from who saw it', async () => {
    const authority = await rolled.open();
    const seen = new Map([[authority.roots[0]!.keyId, 3]]);
    const lists = await rolled.listsDer();
    expect(await outcome(verifyCrl(lists, authority, seen))).toBe('crl-went-back');
    expect(await outcome(verifyCrl([...lists, await rolled.crlDer({ number: 2 }, rolled.root)], authority, seen))).toBe('crl-went-back');
    expect(await outcome(verifyCrl([...lists, await rolled.crlDer({ number: 3 }, rolled.root)], authority, seen))).toBe('accepted');
  });

  test('revoke a serial number only below their own CA', async () => {
    const authority = await rolled.open();
    const leaf = encode(await rolled.issue(sig.spki, owner, 'sig', { serial: 77 }));
    const revoked = [{ serial: 77, at: testNow - day }];
    const judge = async (lists: Uint8Array[]) => outcome(verifyKey([leaf], await wanted(rolled, { authority, crl: await verifyCrl(lists, authority, new Map()) })));
    expect(await judge([await first.crlDer({ revoked }), await rolled.crlDer()])).toBe('accepted');
    expect(await judge([await first.crlDer(), await rolled.crlDer({ revoked })])).toBe('revoked');
  });

  test('grow old with the oldest, a last one excepted; a root\'s list past its end is said', async () => {
    const authority = await rolled.open();
    const age = async (old: { thisUpdate?: number; nextUpdate?: number }, rootList: Uint8Array[] = []) =>
      ageOf(await verifyCrl([...rootList, await first.crlDer(old), await rolled.crlDer()], authority, new Map()), testNow);
    expect(await age({})).toBe('fresh');
    expect(await age({ thisUpdate: testNow - 3 * day })).toBe('old');
    expect(await age({ thisUpdate: testNow - 8 * day })).toBe('expired');
    expect(await age({ thisUpdate: testNow - 8 * day, nextUpdate: Date.UTC(9999, 11, 31, 23, 59, 59) })).toBe('fresh');
    expect(await age({}, [await rolled.crlDer({ thisUpdate: testNow - 8 * day }, rolled.root)])).toBe('old');
  });
});
