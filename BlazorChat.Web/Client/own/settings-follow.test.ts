// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fromTheStart } from '../crypto/testing/rsa-pool';
import { Background } from '../messages/background';
import { TestBrowser, until } from '../messages/testing/browser';
import { TestServer } from '../messages/testing/server';
import type { TestUser } from '../messages/testing/user';
import { defaults, type Preferences } from '../preferences/preferences';
import { preferences } from '../preferences/store';
import { OwnRecords } from './own-records';
import { SettingsFollow } from './settings-follow';

let server: TestServer;
let ann: TestUser;
const storages = new Map<TestBrowser, Record<string, string>>();
const follows: SettingsFollow[] = [];

beforeEach(async () => {
  fromTheStart();
  server = await TestServer.create();
  ann = await server.newUser('Ann');
});

afterEach(() => {
  for (const follow of follows.splice(0)) follow.stop();
  vi.useRealTimers();
});

/** The page is this browser's: its storage, its preferences. */
function at(browser: TestBrowser): void {
  for (const [other] of storages) if (other === current) storages.set(other, { ...localStorage });
  localStorage.clear();
  for (const [name, text] of Object.entries(storages.get(browser) ?? {})) localStorage.setItem(name, text);
  storages.set(browser, storages.get(browser) ?? {});
  globalThis.blazorChatPreferences = undefined;
  current = browser;
}
let current: TestBrowser | null = null;

async function followOf(browser: TestBrowser): Promise<SettingsFollow> {
  at(browser);
  const follow = new SettingsFollow(await browser.self());
  follows.push(follow);
  return follow;
}

const choose = (change: Partial<Preferences>) => preferences().replace({ ...preferences().now, ...change });

test('is off until somebody wants it, and sends nothing', async () => {
  const first = await TestBrowser.of(ann);
  const follow = await followOf(first);
  choose({ theme: 'night' });

  expect(await follow.sync()).toBe('off');
  expect(first.requests.filter(request => request.startsWith('PUT'))).toEqual([]);
});

test('what one device has the others take over, but for the window', async () => {
  const [first, second] = [await TestBrowser.of(ann), await TestBrowser.of(ann, await ann.addDevice())];
  const one = await followOf(first);
  choose({ theme: 'hacker', font: 'fixedsys', window: '600x500', accent: '#aa0000' });
  expect(await one.switchOn()).toBe('on');

  const two = await followOf(second);
  choose({ theme: 'pink', window: '1200x800' });
  expect(await two.sync()).toBe('on');
  expect(preferences().now).toEqual({ ...defaults, theme: 'hacker', font: 'fixedsys', accent: '#aa0000', window: '1200x800' });
});

test('changes on two devices, one of them without a connection, both stay; of the same one the later is taken', async () => {
  const [first, second] = [await TestBrowser.of(ann), await TestBrowser.of(ann, await ann.addDevice())];
  await (await followOf(first)).switchOn();
  await (await followOf(second)).sync();
  choose({ theme: 'blue', size: '19' });
  second.weather = () => 'lost';
  expect(await (await followOf(second)).sync().catch(() => 'lost')).not.toBe('on');

  const one = await followOf(first);
  choose({ font: 'times', size: '13' });
  expect(await one.sync()).toBe('on');
  second.weather = () => 'fine';
  expect(await (await followOf(second)).sync()).toBe('on');
  expect(preferences().now).toEqual({ ...defaults, theme: 'blue', size: '19', font: 'times' });
  expect(await (await followOf(first)).sync()).toBe('on');
  expect(preferences().now).toEqual({ ...defaults, theme: 'blue', size: '19', font: 'times' });
});

test('off is off for all, and each keeps what it has', async () => {
  const [first, second] = [await TestBrowser.of(ann), await TestBrowser.of(ann, await ann.addDevice())];
  const one = await followOf(first);
  choose({ theme: 'grey' });
  await one.switchOn();
  await (await followOf(second)).sync();
  await (await followOf(first)).switchOff();
  const two = await followOf(second);
  choose({ theme: 'pink' });

  expect(await two.sync()).toBe('off');
  expect(preferences().now.theme).toBe('pink');
  await followOf(first);
  expect(preferences().now.theme).toBe('grey');
});

test('somebody else at the same browser takes no choice along', async () => {
  const ben = await server.newUser('Ben');
  const [anns, bens] = [await TestBrowser.of(ann), await TestBrowser.of(ben)];
  const one = await followOf(anns);
  choose({ theme: 'hacker' });
  await one.switchOn();
  const two = new SettingsFollow(await bens.self()); // the same storage
  choose({ theme: 'pink' });
  await two.switchOn();
  const again = new SettingsFollow(await anns.self());

  expect(await again.sync()).toBe('on');
  expect(preferences().now.theme).toBe('hacker');
  const state = await new OwnRecords(await bens.self()).read('settings');
  expect(state.kind === 'open' && JSON.parse(state.content)).toMatchObject({ theme: 'pink' });
});

test('what a newer version keeps stays, and what is hostile is not taken', async () => {
  const first = await TestBrowser.of(ann);
  const follow = await followOf(first);
  const records = new OwnRecords(await first.self());
  await records.change('settings', () => JSON.stringify({ theme: 'zebra', font: 'times', accent: 'url(//evil)', size: { x: 1 }, future: [1, 2], window: '600x500' }));
  expect(await follow.sync()).toBe('on');
  expect(preferences().now).toEqual({ ...defaults, font: 'times' });
  choose({ density: 'bubbles' });
  await follow.sync();

  const state = await records.read('settings');
  expect(state.kind === 'open' && JSON.parse(state.content)).toEqual(
    { theme: 'zebra', font: 'times', accent: 'url(//evil)', size: { x: 1 }, future: [1, 2], window: '600x500', density: 'bubbles' });
});

test('a choice is kept by itself, a moment later', async () => {
  const first = await TestBrowser.of(ann);
  await (await followOf(first)).switchOn();
  const follow = await followOf(first);
  follow.start(new Background());
  const puts = () => first.requests.filter(request => request.startsWith('PUT')).length;
  choose({ theme: 'night' });
  choose({ theme: 'blue' });
  await until(() => puts() === 2);

  const state = await new OwnRecords(await first.self()).read('settings');
  expect(state.kind === 'open' && JSON.parse(state.content)).toMatchObject({ theme: 'blue' });
});

test('a device that came later waits, and the device that is open lets it in', async () => {
  const first = await TestBrowser.of(ann);
  const one = await followOf(first);
  choose({ theme: 'turquoise' });
  await one.switchOn();
  const late = await TestBrowser.of(ann, await ann.addDevice());
  expect(await (await followOf(late)).sync()).toBe('waiting');
  await (await followOf(first)).sync();
  const two = await followOf(late);

  expect(await two.sync()).toBe('on');
  expect(preferences().now.theme).toBe('turquoise');
});

test('says what is the matter', async () => {
  const first = await TestBrowser.of(ann);
  const follow = await followOf(first);
  await follow.switchOn();
  server.records.lie(`${ann.user} settings`, { ...server.records.get(`${ann.user} settings`), n: 7 });
  expect(await follow.sync()).toBe('unreadable');
  first.weather = () => 'lost';
  expect(await follow.sync()).toBe('unreachable');
  first.weather = () => 'fine';
  expect(await follow.switchOff()).toBe('off');
  expect(await follow.switchOn()).toBe('on');
});
