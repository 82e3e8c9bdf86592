import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { isApiError } from '../api';
import { sealOwn } from '../crypto/own-jwe';
import { padded, sign } from '../crypto/jws';
import { fromTheStart } from '../crypto/testing/rsa-pool';
import { TestBrowser } from '../messages/testing/browser';
import { TestServer } from '../messages/testing/server';
import type { TestUser } from '../messages/testing/user';
import { OwnRecords } from './own-records';

let server: TestServer;
let ann: TestUser;
let first: TestBrowser;

beforeEach(async () => {
  fromTheStart();
  server = await TestServer.create();
  ann = await server.newUser('Ann');
  first = await TestBrowser.of(ann);
});

const recordsOf = async (browser: TestBrowser) => new OwnRecords(await browser.self());
const write = async (browser: TestBrowser, content: string) => (await recordsOf(browser)).change('names', () => content);
const kept = () => server.records.get(`${ann.user} names`);

test('what one device keeps the others read, and the server sees nothing of it', async () => {
  const second = await TestBrowser.of(ann, await ann.addDevice());
  const sent: string[] = [];
  first.onBody = (_, body) => sent.push(body);
  await write(first, '{"canary":"Grace"}');

  expect(await (await recordsOf(second)).read('names')).toEqual({ kind: 'open', n: 1, content: '{"canary":"Grace"}', current: true });
  expect(kept().jwe!.recipients.map(({ header }) => header.kid).sort()).toEqual([...ann.devices.map(({ enc }) => enc.kid), ann.recovery!.enc.kid].sort());
  expect(sent.length).toBeGreaterThan(0);
  for (const text of sent) expect(text + Buffer.from(text, 'base64').toString('latin1')).not.toMatch(/canary|Grace/);
});

test('two that change it at once lose nothing', async () => {
  const second = await TestBrowser.of(ann, await ann.addDevice());
  const add = async (browser: TestBrowser, word: string) =>
    (await recordsOf(browser)).change('names', content => JSON.stringify([...JSON.parse(content ?? '[]') as string[], word]));
  await Promise.all([add(first, 'one'), add(second, 'two')]);

  const state = await (await recordsOf(first)).read('names');
  expect(state.kind === 'open' && (JSON.parse(state.content) as string[]).sort()).toEqual(['one', 'two']);
});

test('a device that comes later reads it once another one has sealed it anew', async () => {
  await write(first, '{}');
  const late = await TestBrowser.of(ann, await ann.addDevice());
  expect(await (await recordsOf(late)).read('names')).toEqual({ kind: 'locked', n: 1 });
  await expect((await recordsOf(late)).change('names', () => '{"mine":1}')).rejects.toMatchObject({ code: 'locked' });
  await (await recordsOf(first)).change('names', () => null);

  expect(await (await recordsOf(late)).read('names')).toMatchObject({ kind: 'open', n: 2, content: '{}' });
});

test('a device that was dropped can read nothing newer', async () => {
  const keys = await ann.addDevice();
  const second = await TestBrowser.of(ann, keys);
  await write(first, '{}');
  await ann.append(ann.first.sig, { op: 'drop', device: keys.device });
  await (await recordsOf(first)).change('names', () => null);

  expect(kept().jwe!.recipients.map(({ header }) => header.kid)).not.toContain(keys.enc.kid);
  expect((await (await recordsOf(second)).read('names')).kind).toBe('locked');
});

test('after beginning anew with new keys, what nobody can open counts as nothing', async () => {
  await write(first, '{"old":1}');
  const anew = await TestBrowser.of(ann, await ann.reset());
  const records = await recordsOf(anew);
  expect(await records.read('names')).toEqual({ kind: 'none', n: 1 });
  await records.change('names', content => content ?? '{"new":1}');

  expect(await records.read('names')).toMatchObject({ kind: 'open', n: 2, content: '{"new":1}' });
});

test('an older version than was seen is refused, as is one of another record, number or signer', async () => {
  await write(first, '{"v":1}');
  const old = kept();
  await write(first, '{"v":2}');
  const records = await recordsOf(first);
  server.records.lie(`${ann.user} names`, old);
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
  server.records.lie(`${ann.user} names`, { ...old, n: 3 });
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
  server.records.lie(`${ann.user} settings`, old);
  await expect(records.read('settings')).rejects.toMatchObject({ code: 'went-back' });

  const eve = await server.newUser('Eve');
  const person = (await (await first.self()).people.get(ann.user))!;
  const forged = await sign('chat-own+jws', eve.first.sig.kid, eve.first.sig.key, padded({ v: 1 as const, user: ann.user, record: 'names' as const, n: 4, content: '{}', pad: '' }));
  server.records.lie(`${ann.user} names`, { n: 4, at: server.now, jwe: await sealOwn(forged, await person.recipients()) });
  await expect(records.read('names')).rejects.toMatchObject({ code: 'own-chain' });
});

test('what was dropped is nothing, and can be kept anew, also where a restored server knows less than this browser', async () => {
  for (let i = 0; i < 3; i++) await write(first, `{"v":${i}}`);
  const records = await recordsOf(first);
  await records.drop('names');
  expect(await records.read('names')).toEqual({ kind: 'none', n: 4 });
  await write(first, '{}');

  server.records.lie(`${ann.user} names`, { n: 1, at: server.now, jwe: kept().jwe });
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
  await records.drop('names');
  await write(first, '{"anew":1}');
  expect(await records.read('names')).toMatchObject({ kind: 'open', content: '{"anew":1}' });
});

test('a restored server that never had it is overtaken, and one that shows what was dropped is refused', async () => {
  await write(first, '{}');
  const old = kept();
  const records = await recordsOf(first);
  await records.drop('names');
  server.records.lie(`${ann.user} names`, old);
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
  server.records.lie(`${ann.user} names`, { n: 0, at: 0, jwe: null });
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
  await records.drop('names');
  await write(first, '{"anew":1}');
  expect(await records.read('names')).toMatchObject({ kind: 'open', content: '{"anew":1}' });
  server.records.lie(`${ann.user} names`, { n: 2 ** 50, at: 0, jwe: null });
  await expect(records.read('names')).rejects.toMatchObject({ code: 'went-back' });
});

test('a page that stands open seals to who is there now', async () => {
  const records = await recordsOf(first);
  await records.change('names', () => '{"v":1}');
  const keys = await ann.addDevice();
  await records.change('names', () => '{"v":2}');

  expect(kept().jwe!.recipients.map(({ header }) => header.kid)).toContain(keys.enc.kid);
});

test('nothing is sealed for a device that this browser does not know', async () => {
  await write(first, '{}');
  const stranger = await ann.keys();
  await ann.append(ann.recovery!.sig, { op: 'add', device: stranger.device, sig: stranger.sig.kid, enc: stranger.enc.kid });

  await expect(write(first, '{"more":1}')).rejects.toMatchObject({ code: 'own-chain' });
  expect(kept().n).toBe(1);
});

test('an answer that is lost is no failure for good', async () => {
  let lost = false;
  first.weather = method => {
    if (method !== 'PUT' || lost) return 'fine';
    lost = true;
    return 'answer-lost';
  };
  await expect(write(first, '{"v":1}')).rejects.toSatisfy(error => isApiError(error, 'network'));
  await write(first, '{"v":2}');
  expect(await (await recordsOf(first)).read('names')).toMatchObject({ kind: 'open', content: '{"v":2}' });
});
