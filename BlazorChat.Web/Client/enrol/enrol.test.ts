import 'fake-indexeddb/auto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isApiError } from '../api';
import { encode } from '../crypto/base64url';
import { readLeaf } from '../crypto/certificate';
import { newEncryptionKey, newSigningKey } from '../crypto/key-pair';
import { H } from '../crypto/hash';
import { sealRecovery } from '../crypto/recovery-jwe';
import { newSessionKey, wrapSessionKey } from '../crypto/session-key';
import { day, TestAuthority, testNow } from '../crypto/testing/authority';
import { fromTheStart } from '../crypto/testing/rsa-pool';
import { type Database, openDatabase } from '../keys/database';
import { loadDevice } from '../keys/device-keys';
import { Pins } from '../keys/pins';
import { SessionKeys } from '../keys/session-keys';
import { Vault } from '../keys/vault';
import type { Context, Step } from './context';
import { Enrolment, type Outcome } from './enrol';
import { loadRestoreKey } from './record';
import { TestHost, TestLocks } from './testing/host';

vi.mock('../crypto/key-pair', () => import('../crypto/testing/key-pool'));

const user = '0195c9a0-0000-7000-8000-00000000000a';
let authority: TestAuthority;
let host: TestHost;
let count = 0;
beforeAll(async () => { authority = await TestAuthority.create(); });
beforeEach(() => {
  fromTheStart();
  host = new TestHost(user, authority);
});

interface Browser {
  readonly db: Database;
  readonly locks: TestLocks;
  readonly steps: Step[];
  /** A tab: what is not in the database is forgotten with it. */
  tab(): Enrolment;
}
async function browser(): Promise<Browser> {
  const db = await openDatabase(undefined, `enrol ${count++}`);
  const [locks, steps] = [new TestLocks(), [] as Step[]];
  const context: Context = {
    api: host, db, user, origin: 'https://chat.example', now: () => host.now, locks,
    progress: step => void steps.push(step),
  };
  return { db, locks, steps, tab: () => new Enrolment(context) };
}
const codeOf = (outcome: Outcome) => (outcome.kind === 'save-code' ? outcome.code : expect.fail(outcome.kind));
async function registered(): Promise<{ first: Browser; code: string }> {
  const first = await browser();
  const tab = first.tab();
  const code = codeOf(await tab.resume());
  await tab.codeSaved();
  return { first, code };
}

describe('the first browser of a person', () => {
  test('becomes a device, bound to the session, with a recovery code', async () => {
    const { first } = await registered();
    const chain = await host.chain();
    expect(chain.applied.map(({ entry }) => entry.op)).toEqual(['first', 'recovery']);
    expect(host.bound).toBe(chain.active()[0]!.device);
    expect(first.steps).toEqual(['other-tab', 'authority', 'chain', 'keys', 'certificates', 'entry', 'proof', 'recovery']);
    expect((await loadDevice(first.db, user))?.device).toBe(host.bound);
    expect(await new Pins(first.db, user).chain('user', user)).toMatchObject({ n: 0 });
    expect(await first.tab().resume()).toEqual({ kind: 'ready' });
  });

  test.each(['enrol', 'appendUserChain', 'bindDevice', 'saveRecovery'])('goes on with the same keys when the answer of %s is lost', async call => {
    const first = await browser();
    host.loses = call;
    await expect(first.tab().resume()).rejects.toSatisfy(error => isApiError(error, 'network'));
    expect(codeOf(await first.tab().resume())).toHaveLength(28);
    const chain = await host.chain();
    expect(chain.applied.map(({ entry }) => entry.op)).toEqual(['first', 'recovery']);
    expect(chain.active()).toHaveLength(1);
    const devices = [...host.owners.values()].filter(({ device }) => device !== 'recovery');
    expect(devices).toHaveLength(2);
  });

  test('gets a new code when the tab was closed before the first was saved', async () => {
    const first = await browser();
    const lost = codeOf(await first.tab().resume());
    first.locks.request = new TestLocks().request; // the closed tab gives its lock back
    const tab = first.tab();
    const code = codeOf(await tab.resume());
    expect(code).not.toBe(lost);
    await tab.codeSaved();
    const second = await browser();
    await expect(second.tab().recover(lost)).rejects.toMatchObject({ code: 'recovery-code-wrong' });
    expect((await second.tab().recover(code)).kind).toBe('save-code');
  });

  test('in two tabs is one device, and the second waits until the code is saved', async () => {
    const first = await browser();
    const [a, b] = [first.tab(), first.tab()];
    const [shown, second] = [a.resume(), b.resume()];
    expect((await shown).kind).toBe('save-code');
    await a.codeSaved();
    expect(await second).toEqual({ kind: 'ready' });
    expect((await host.chain()).n).toBe(1);
  });
});

describe('a new recovery code', () => {
  test('takes the place of the old one, which opens nothing any more', async () => {
    const { first, code: old } = await registered();
    const before = (await host.chain()).recovery()!.sig;
    const tab = first.tab();
    const code = codeOf(await tab.replaceCode());
    await tab.codeSaved();
    const chain = await host.chain();
    expect(chain.applied.map(({ entry }) => entry.op)).toEqual(['first', 'recovery', 'recovery']);
    expect(chain.recovery()!.sig).not.toBe(before);
    expect(await first.tab().resume()).toEqual({ kind: 'ready' });
    const second = await browser();
    await expect(second.tab().recover(old)).rejects.toMatchObject({ code: 'recovery-code-wrong' });
    expect((await second.tab().recover(code)).kind).toBe('save-code');
  });

  test('is made at the next sign-in when the server could not be reached', async () => {
    const { first, code: old } = await registered();
    host.loses = 'saveRecovery';
    await expect(first.tab().replaceCode()).rejects.toSatisfy(error => isApiError(error, 'network'));
    const tab = first.tab();
    expect(codeOf(await tab.resume())).not.toBe(old);
    await tab.codeSaved();
    expect((await host.chain()).n).toBe(2);
  });

  test('is not made by a browser that is no device', async () => {
    await registered();
    expect(await (await browser()).tab().replaceCode()).toEqual({ kind: 'choose', notice: null });
    expect((await host.chain()).n).toBe(1);
  });
});

describe('another browser', () => {
  test('is asked how to go on, and nothing is made before', async () => {
    await registered();
    const second = await browser();
    expect(await second.tab().resume()).toEqual({ kind: 'choose', notice: null });
    expect(second.steps).not.toContain('keys');
  });

  test('enters with the recovery code, which is then replaced', async () => {
    const { code } = await registered();
    const old = (await host.chain()).recovery()!;
    const second = await browser();
    const tab = second.tab();
    const next = codeOf(await tab.recover(code.toLowerCase()));
    await tab.codeSaved();
    const chain = await host.chain();
    expect(chain.applied.map(({ entry, signer }) => [entry.op, signer === old.sig])).toEqual(
      [['first', false], ['recovery', false], ['add', true], ['recovery', false]]);
    expect(chain.active()).toHaveLength(2);
    expect(second.steps.indexOf('restore')).toBeLessThan(second.steps.indexOf('recovery'));
    await expect((await browser()).tab().recover(code)).rejects.toMatchObject({ code: 'recovery-code-wrong' });
    expect((await (await browser()).tab().recover(next)).kind).toBe('save-code');
  });

  test('opens earlier sessions with the recovery key and hands them to the next, from code to code', async () => {
    let { code } = await registered();
    const [granted, conv] = [await newSessionKey(), await H('conv')];
    const recovery = (await host.chain()).recovery()!;
    const { protected: header, recipients: [own], ...sealed } = await wrapSessionKey(granted.k, 'man.if.est', [{ kid: recovery.enc, key: await host.encryptionKey(recovery.enc) }]);
    host.granted.push({ conv, key: granted.thumbprint, manifest: 'man.if.est', jwe: { protected: header, ...own!, ...sealed } });
    for (let generation = 0; generation < 2; generation++) {
      const next = await browser();
      const tab = next.tab();
      code = codeOf(await tab.recover(code));
      await tab.codeSaved();
      expect(await new SessionKeys(next.db, user, await Vault.open(next.db, user)).find(conv, granted.thumbprint)).toEqual(granted);
    }
    expect(host.posted.map(({ kid }) => kid)).toEqual((await host.chain()).pairs.filter(pair => pair.device === null).map(pair => pair.enc).slice(1));
  });

  test('is told of a mistyped code before anything is asked for', async () => {
    const { code } = await registered();
    const second = await browser();
    const wrong = (code[0] === 'A' ? 'B' : 'A') + code.slice(1);
    await expect(second.tab().recover(wrong)).rejects.toMatchObject({ code: 'recovery-code-check' });
    expect(second.steps).not.toContain('code');
  });

  test('does not believe a recovery pair that the chain does not name', async () => {
    const { code } = await registered();
    const named = (await host.chain()).recovery()!;
    const [sig, enc] = await Promise.all([newSigningKey(true), newEncryptionKey(true)]);
    host.blobs.set(named.sig, { jwe: await sealRecovery({ sig, enc }, code), enc: named.enc });
    await expect((await browser()).tab().recover(code)).rejects.toMatchObject({ code: 'no-recovery' });
  });

  test('waits for an administrator after a reset, across reloads, and is then the only device', async () => {
    await registered();
    host.approves = false;
    const second = await browser();
    const waiting = await second.tab().reset();
    expect(waiting).toMatchObject({ kind: 'waiting', what: 'reset', since: testNow });
    expect(await second.tab().resume()).toEqual(waiting);
    host.approve();
    const tab = second.tab();
    expect((await tab.resume()).kind).toBe('save-code');
    const chain = await host.chain();
    expect(chain.active().map(({ device }) => device)).toEqual([host.bound]);
    expect(chain.bases).toHaveLength(2);
  });

  test('is asked again when the reset was refused', async () => {
    await registered();
    host.approves = false;
    const second = await browser();
    await second.tab().reset();
    host.pendingReset = null;
    expect(await second.tab().resume()).toEqual({ kind: 'choose', notice: 'refused' });
    host.approves = true;
    expect((await second.tab().reset()).kind).toBe('save-code');
  });

  test('makes new keys when those of the refused reset were revoked', async () => {
    await registered();
    host.approves = false;
    const second = await browser();
    await second.tab().reset();
    const { device } = host.pendingReset!;
    host.pendingReset = null;
    host.approves = true;
    const lost = [...host.owners.values()].filter(owner => owner.device === device).flatMap(({ certs }) => certs);
    const opened = await authority.open();
    const revoked = await Promise.all(lost.map(async der => ({ serial: parseInt((await readLeaf(der, opened)).serial, 16), at: testNow })));
    host.crlOptions = { number: 2, revoked };
    expect((await second.tab().reset()).kind).toBe('save-code');
    expect(host.bound).not.toBe(device);
  });
});

describe('where an administrator decides about browsers', () => {
  const decide = (decision: 'approved' | { refused: string | null }) => {
    const waiting = [...host.decisions!].filter(([, state]) => state === 'waiting');
    expect(waiting).toHaveLength(1);
    host.decisions!.set(waiting[0]![0], decision);
  };
  beforeEach(() => { host.decisions = new Map(); });

  test('the first one waits with a code, over reloads and without asking again, and then is a device', async () => {
    const first = await browser();
    const waiting = await first.tab().resume();
    expect(waiting).toMatchObject({ kind: 'waiting', what: 'certificates', since: testNow, code: expect.stringMatching(/^(....-){3}....$/) });
    for (let i = 0; i < 3; i++) expect(await first.tab().resume()).toEqual(waiting);
    expect(host.calls).toEqual(['enrol']);
    expect(host.owners.size).toBe(0);
    decide('approved');
    expect((await first.tab().resume()).kind).toBe('save-code');
    expect((await host.chain()).active().map(({ device }) => device)).toEqual([...host.decisions!.keys()]);
  });

  test('a refused one is told why at each visit, and asks again with other keys only when told to', async () => {
    const first = await browser();
    const waiting = await first.tab().resume();
    decide({ refused: 'Use the company laptop.' });
    for (let i = 0; i < 2; i++) expect(await first.tab().resume()).toEqual({ kind: 'refused', reason: 'Use the company laptop.' });
    const again = await first.tab().askAgain();
    expect(again.kind === 'waiting' && waiting.kind === 'waiting' && again.code !== waiting.code).toBe(true);
    decide('approved');
    expect((await first.tab().resume()).kind).toBe('save-code');
  });

  test('a request that nobody decided in time is made again', async () => {
    const first = await browser();
    const waiting = await first.tab().resume();
    host.decisions!.clear();
    expect(await first.tab().resume()).toEqual(waiting);
    expect(host.decisions!.size).toBe(1);
  });

  test('another one keeps nothing of the recovery code while it waits, and takes it once more after', async () => {
    host.decisions = null;
    const { code } = await registered();
    host.decisions = new Map();
    const second = await browser();
    expect(await second.tab().recover(code)).toMatchObject({ kind: 'waiting', what: 'certificates' });
    expect(await loadRestoreKey(second.db, user)).toBeUndefined();
    decide('approved');
    for (let i = 0; i < 2; i++) expect(await second.tab().resume()).toEqual({ kind: 'choose', notice: 'approved' });
    expect((await second.tab().recover(code)).kind).toBe('save-code');
    expect((await host.chain()).active()).toHaveLength(2);
  });

  test('one that starts over goes on with that once it is approved, and a known one renews unasked', async () => {
    host.decisions = null;
    await registered();
    host.decisions = new Map();
    const second = await browser();
    expect(await second.tab().reset()).toMatchObject({ kind: 'waiting', what: 'certificates' });
    decide('approved');
    expect((await second.tab().resume()).kind).toBe('save-code');
    expect((await host.chain()).active()).toHaveLength(1);
    host.now = testNow + 61 * day;
    host.crlOptions = { thisUpdate: host.now };
    second.locks.request = new TestLocks().request;
    const asked = host.calls.filter(call => call === 'enrol').length;
    await second.tab().resume();
    expect(host.calls.filter(call => call === 'enrol').length).toBeGreaterThan(asked);
    expect(host.decisions.size).toBe(1);
  });
});

describe('one\'s own chain', () => {
  /** The first entries were signed by this key; the server now shows these certificates for it. */
  async function showing(issue: (spki: Uint8Array<ArrayBuffer>, device: string) => Promise<Uint8Array>): Promise<Browser> {
    const { first } = await registered();
    const { device, sig, spki } = (await loadDevice(first.db, user))!;
    host.owners.get(sig.kid)!.certs.splice(0, Infinity, encode(await issue(new Uint8Array(spki.sig), device)));
    return first;
  }
  const isRefused = async (browser: Browser) =>
    expect(browser.tab().resume()).rejects.toMatchObject({ code: 'own-chain-broken' });

  test('signed by a key that was certified for another person is refused', async () => {
    await isRefused(await showing((spki, device) => authority.issue(spki, { user: crypto.randomUUID(), device }, 'sig')));
  });

  test('signed by a key that was certified for another device is refused', async () => {
    await isRefused(await showing(spki => authority.issue(spki, { user, device: crypto.randomUUID() }, 'sig')));
  });

  test('signed by a key that was certified for encryption is refused', async () => {
    await isRefused(await showing((spki, device) => authority.issue(spki, { user, device }, 'enc')));
  });

  test('signed with a certificate that had ended then is refused', async () => {
    await isRefused(await showing((spki, device) => authority.issue(spki, { user, device }, 'sig', { notBefore: testNow - 91 * day })));
  });

  test('signed by a key that was revoked then is refused', async () => {
    const first = await showing((spki, device) => authority.issue(spki, { user, device }, 'sig', { serial: 4711 }));
    host.crlOptions = { number: 2, revoked: [{ serial: 4711, at: testNow - day }] };
    await isRefused(first);
  });
});

describe('a known browser', () => {
  test('proves its key at every sign-in and makes nothing new', async () => {
    const { first } = await registered();
    host.bound = null;
    host.calls.length = 0;
    expect(await first.tab().resume()).toEqual({ kind: 'ready' });
    expect(host.calls).toEqual(['bindDevice']);
  });

  test('renews its certificates from day 60 with the same keys', async () => {
    const { first } = await registered();
    host.now = testNow + 59 * day;
    host.crlOptions = { thisUpdate: host.now };
    await first.tab().resume();
    expect(host.calls.filter(call => call === 'enrol')).toHaveLength(2); // device and recovery pair, at the beginning
    host.now = testNow + 61 * day;
    await first.tab().resume();
    await first.tab().resume();
    expect(host.calls.filter(call => call === 'enrol')).toHaveLength(3);
    expect([...host.owners.values()].map(({ certs }) => certs.length)).toEqual([2, 2, 1, 1]);
  });

  test('that was dropped, or is blocked by the server, says why', async () => {
    const { first, code } = await registered();
    host.blocked = 'hold';
    expect(await first.tab().resume()).toEqual({ kind: 'blocked', reason: 'hold' });
    host.blocked = null;
    const second = await browser();
    expect((await second.tab().reset()).kind).toBe('save-code');
    expect(await first.tab().resume()).toEqual({ kind: 'blocked', reason: 'dropped' });
    expect(await first.tab().resume(true)).toEqual({ kind: 'choose', notice: null });
    await expect(first.tab().recover(code)).rejects.toMatchObject({ code: 'recovery-code-wrong' });
  });

  test('does not go on with a chain that is not the one it saw', async () => {
    const { first } = await registered();
    const other = new TestHost(user, authority);
    const second = await browser();
    await new Enrolment({
      api: other, db: second.db, user, origin: 'https://chat.example', now: () => testNow, locks: new TestLocks(), progress: () => {}
    }).resume();
    host.entries.splice(0, host.entries.length, ...other.entries);
    for (const [kid, owner] of other.owners) host.owners.set(kid, owner);
    await expect(first.tab().resume()).rejects.toMatchObject({ code: 'own-chain-broken' });
    host.entries.length = 0;
    await expect(first.tab().resume()).rejects.toMatchObject({ code: 'own-chain-broken' });
  });
});
