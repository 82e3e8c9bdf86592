import { beforeAll, describe, expect, test } from 'vitest';
import { X509Certificate } from 'node:crypto';
import { Authority } from './authority';
import { encode } from './base64url';
import { verifyKey, verifyLeaf, type Wanted } from './certificate';
import { ageOf, type Crl, verifyCrl } from './crl';
import { der, integer, oid, sequence } from './der-writer';
import { context, Tag } from './der-reader';
import type { NewKey } from './key-pair';
import { newSigningKey } from './testing/key-pool';
import { day, extension, type LeafOptions, TestAuthority, testNow, usage } from './testing/authority';


const owner = { user: '0195c9a0-0000-7000-8000-000000000001', device: '0195c9a0-0000-7000-8000-0000000000d1' };
let ca: TestAuthority;
let other: TestAuthority;
let authority: Authority;
let crl: Crl;
let sig: NewKey;

beforeAll(async () => {
  [ca, other, sig] = await Promise.all([TestAuthority.create(), TestAuthority.create(), newSigningKey()]);
  authority = await ca.open();
  crl = await ca.crl();
});

const wanted = (change: Partial<Wanted> = {}): Wanted & { kid: string } =>
  ({ authority, crl, ...owner, use: 'sig', kid: sig.kid, at: testNow, valid: 'now', ...change });
const issue = async (options: LeafOptions = {}) => encode(await ca.issue(sig.spki, owner, 'sig', options));
const refusal = (options: LeafOptions, change: Partial<Wanted> = {}) =>
  issue(options).then(leaf => verifyLeaf(leaf, wanted(change))).then(() => 'accepted', (error: { code: string }) => error.code);

describe('a leaf', () => {
  test('as the authority makes it is valid, and OpenSSL agrees', async () => {
    const made = await ca.issue(sig.spki, owner, 'sig', { name: 'Zoé 🌿' });
    const leaf = await verifyLeaf(encode(made), wanted());
    expect(leaf).toMatchObject({ kid: sig.kid, use: 'sig', name: 'Zoé 🌿' });
    const openssl = new X509Certificate(made);
    expect(openssl.verify(new X509Certificate(ca.issuingDer).publicKey)).toBe(true);
    expect(openssl.serialNumber.toLowerCase()).toBe(leaf.serial);
  });

  test('for another user, device, use or key is refused', async () => {
    expect(await refusal({}, { user: owner.device })).toBe('wrong-name');
    expect(await refusal({}, { device: 'recovery' })).toBe('wrong-name');
    expect(await refusal({}, { use: 'enc' })).toBe('wrong-use');
    expect(await refusal({}, { kid: 'A'.repeat(43) })).toBe('wrong-kid');
  });

  test('is bound to its time, with ten minutes of tolerance', async () => {
    const options = { notBefore: testNow - day, notAfter: testNow + day };
    expect(await refusal(options, { at: testNow + day + 9 * 60_000 })).toBe('accepted');
    expect(await refusal(options, { at: testNow + day + 11 * 60_000 })).toBe('expired');
    expect(await refusal(options, { at: testNow - day - 11 * 60_000 })).toBe('not-yet-valid');
  });

  test('expired still receives', async () => {
    const options = { notBefore: testNow - 100 * day };
    expect(await refusal(options)).toBe('expired');
    expect(await refusal(options, { valid: 'receiver' })).toBe('accepted');
  });

  test('by another authority is refused', async () => {
    expect(await refusal({ signer: other.issuing.key })).toBe('bad-certificate-signature');
    const theirs = encode(await other.issue(sig.spki, owner, 'sig'));
    await expect(verifyLeaf(theirs, wanted())).rejects.toMatchObject({ code: 'wrong-issuer' });
  });

  test('must have the profile and nothing critical beside it', async () => {
    const notCritical = (regular: Uint8Array<ArrayBuffer>[]) => [extension('2.5.29.15', usage.sig), ...regular.slice(1)];
    const noName = (regular: Uint8Array<ArrayBuffer>[]) => [regular[0]!, ...regular.slice(2)];
    const unknown = (critical: boolean) => (regular: Uint8Array<ArrayBuffer>[]) => [...regular, extension('1.2.3.4', integer(1), critical)];
    const twoNames = (regular: Uint8Array<ArrayBuffer>[]) => {
      const uri = der(context(6), Uint8Array.of(0x61));
      return [regular[0]!, extension('2.5.29.17', sequence(uri, uri)), ...regular.slice(2)];
    };
    const twice = (regular: Uint8Array<ArrayBuffer>[]) => [...regular, regular[0]!];
    const ca = (regular: Uint8Array<ArrayBuffer>[]) => [...regular, extension('2.5.29.19', sequence(Uint8Array.of(1, 1, 0xff)), true)];
    expect(await refusal({ usage: Uint8Array.of(3, 2, 5, 0xa0) })).toBe('bad-profile');
    expect(await refusal({ extensions: notCritical })).toBe('bad-profile');
    expect(await refusal({ extensions: noName })).toBe('bad-profile');
    expect(await refusal({ extensions: twoNames })).toBe('bad-profile');
    expect(await refusal({ extensions: ca })).toBe('bad-profile');
    expect(await refusal({ extensions: twice })).toBe('bad-der');
    expect(await refusal({ extensions: unknown(true) })).toBe('unknown-critical');
    expect(await refusal({ extensions: unknown(false) })).toBe('accepted');
  });

  test('for TLS or OCSP is never one of a device, even with its name and usage', async () => {
    for (const purpose of ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.9'])
      for (const critical of [false, true]) {
        const extensions = (regular: Uint8Array<ArrayBuffer>[]) => [...regular, extension('2.5.29.37', sequence(oid(purpose)), critical)];
        expect(await refusal({ extensions })).toBe(critical ? 'unknown-critical' : 'bad-profile');
      }
    expect(await refusal({ uri: `urn:blazorchat:user:${owner.user}` })).toBe('wrong-name');
  });

  test('with a key of another size is refused', async () => {
    const weak = await crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, false, ['sign', 'verify']);
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', weak.publicKey));
    const leaf = encode(await ca.issue(spki, owner, 'sig'));
    await expect(verifyLeaf(leaf, wanted())).rejects.toMatchObject({ code: 'weak-key' });
  });

  test('that is BER but not DER is refused', async () => {
    const made = await ca.issue(sig.spki, owner, 'sig');
    const longer = Uint8Array.of(0x30, 0x83, 0, ...made.subarray(2)); // the outer length with a leading zero
    const false_ = (regular: Uint8Array<ArrayBuffer>[]) => [...regular, sequence(oid('1.2.3'), Uint8Array.of(Tag.boolean, 1, 0), der(Tag.octetString))];
    const one = (regular: Uint8Array<ArrayBuffer>[]) => [sequence(oid('2.5.29.15'), Uint8Array.of(Tag.boolean, 1, 1), der(Tag.octetString, usage.sig)), ...regular.slice(1)];
    await expect(verifyLeaf(encode(longer), wanted())).rejects.toMatchObject({ code: 'bad-der' });
    await expect(verifyLeaf(encode(Uint8Array.of(...made, 0)), wanted())).rejects.toMatchObject({ code: 'bad-der' });
    expect(await refusal({ extensions: false_ })).toBe('bad-der');
    expect(await refusal({ extensions: one })).toBe('bad-der');
    expect(await refusal({ usage: Uint8Array.of(3, 2, 0, 0x80) })).toBe('bad-der'); // trailing zero bits
    expect(await refusal({ usage: Uint8Array.of(3, 2, 7, 0x81) })).toBe('bad-der'); // an unused bit set
  });
});

describe('revocation', () => {
  const revokedAt = testNow - day;
  const revoked = { serial: 77, notBefore: testNow - 30 * day };

  test('ends a key now, and from then on when looking back', async () => {
    const list = await ca.crl({ number: 2, revoked: [{ serial: 77, at: revokedAt, reason: 1 }] });
    expect(await refusal(revoked, { crl: list })).toBe('revoked');
    expect(await refusal(revoked, { crl: list, valid: 'receiver' })).toBe('revoked');
    expect(await refusal(revoked, { crl: list, valid: 'then', at: revokedAt - 60_000 })).toBe('accepted');
    expect(await refusal(revoked, { crl: list, valid: 'then', at: revokedAt + 11 * 60_000 })).toBe('revoked');
  });

  test('a hold is told apart', async () => {
    const list = await ca.crl({ revoked: [{ serial: 77, at: revokedAt, reason: 6 }] });
    expect(await refusal(revoked, { crl: list })).toBe('held');
  });

  test('of one leaf ends the key, also when another leaf of it is good', async () => {
    const list = await ca.crl({ revoked: [{ serial: 77, at: revokedAt }] });
    const leaves = [await issue(), await issue(revoked)];
    await expect(verifyKey(leaves, wanted({ crl: list }) as never)).rejects.toMatchObject({ code: 'revoked' });
    expect((await verifyKey(leaves, wanted())).kid).toBe(sig.kid);
    expect((await verifyKey([await issue({ notBefore: testNow - 100 * day }), leaves[0]!], wanted())).kid).toBe(sig.kid);
    await expect(verifyKey([], wanted())).rejects.toMatchObject({ code: 'wrong-kid' });
  });
});

describe('a revocation list', () => {
  const refused = (made: Uint8Array, seen = -1) =>
    verifyCrl([made], authority, new Map([[authority.issuers[0]!.keyId, seen]])).then(() => 'accepted', (error: { code: string }) => error.code);

  test('never goes back', async () => {
    const made = await ca.crlDer({ number: 5 });
    expect(await refused(made, 5)).toBe('accepted');
    expect(await refused(made, 6)).toBe('crl-went-back');
  });

  test('by anybody else is refused', async () => {
    expect(await refused(await ca.crlDer({ signer: other.issuing.key }))).toBe('bad-crl-signature');
    expect(await refused(await other.crlDer())).toBe('unknown-crl-issuer');
  });

  test('with a critical extension, such as a partial list has, is refused', async () => {
    const partial = await ca.crlDer({ extensions: regular => [...regular, extension('2.5.29.28', sequence(), true)] });
    expect(await refused(partial)).toBe('bad-crl');
  });

  test('is fresh for two days, then old, and expires', () => {
    const list = { thisUpdate: testNow, nextUpdate: testNow + 7 * day, rootUntil: Infinity };
    expect([0, 1.9, 2.1, 7, 7.1].map(days => ageOf(list, testNow + days * day))).toEqual(['fresh', 'fresh', 'old', 'old', 'expired']);
  });

  test('of 20,000 entries is read in reasonable time', async () => {
    const made = await ca.crlDer({ revoked: Array.from({ length: 20_000 }, (_, i) => ({ serial: i + 1, at: testNow - day, reason: 1 })) });
    expect((await verifyCrl([made], authority, new Map())).entries.size).toBe(20_000);
  });
});

describe('the authority', () => {
  test('is the one pinned at the first contact', async () => {
    const { fingerprints } = authority;
    expect((await ca.open(fingerprints)).fingerprints).toEqual(fingerprints);
    await expect(other.open(fingerprints)).rejects.toMatchObject({ code: 'root-changed' });
    await expect(Authority.open([ca.rootDer, other.issuingDer], fingerprints, testNow)).rejects.toMatchObject({ code: 'wrong-issuer' });
  });

  test('does not let its issuing CA make further CAs', async () => {
    const deeper = await TestAuthority.create({
      extensions: regular => [extension('2.5.29.19', sequence(Uint8Array.of(1, 1, 0xff), integer(1)), true), ...regular.slice(1)],
    });
    await expect(deeper.open()).rejects.toMatchObject({ code: 'bad-profile' });
  });
});
