// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError } from '../api';
import { fromTheStart } from '../crypto/testing/rsa-pool';
import { TestBrowser, until } from '../messages/testing/browser';
import { TestServer } from '../messages/testing/server';
import type { TestUser } from '../messages/testing/user';
import './follow.element';
import type { ChatFollow } from './follow.element';
import type { Self } from './self';

let server: TestServer;
let ann: TestUser;
let browser: TestBrowser;

beforeEach(async () => {
  fromTheStart();
  localStorage.clear();
  globalThis.blazorChatPreferences = undefined;
  document.documentElement.lang = 'en';
  server = await TestServer.create();
  ann = await server.newUser('Ann');
  browser = await TestBrowser.of(ann);
});
afterEach(() => document.body.replaceChildren());

function show(open: () => Promise<Self> = () => browser.self()): ChatFollow {
  const element = document.createElement('chat-follow');
  Object.assign(element, { user: ann.user, device: ann.first.device, open });
  document.body.append(element);
  return element as ChatFollow;
}

const field = (element: ChatFollow) => element.shadowRoot!.querySelector('input')!;
const status = (element: ChatFollow) => (element.shadowRoot?.querySelector('[role=status]')?.textContent ?? '').replace(/\s+/g, ' ').trim();
const press = (element: ChatFollow) => element.shadowRoot!.querySelector('button')!.click();
const settled = (element: ChatFollow) => until(() => element.shadowRoot?.querySelector('input:not(:disabled)') != null);

function turn(element: ChatFollow): void {
  field(element).checked = !field(element).checked;
  field(element).dispatchEvent(new Event('change'));
}

test('is a switch with a name, off at first, and stays as it is put', async () => {
  const element = show();
  await settled(element);
  expect([field(element).checked, field(element).getAttribute('role'), status(element)]).toEqual([false, 'switch', '']);
  expect(element.shadowRoot!.querySelector('label')!.textContent!.trim()).toBe('My settings follow me to my other devices');
  turn(element);
  await until(() => server.records.get(`${ann.user} settings`).n === 1);
  await settled(element);
  expect(field(element).checked).toBe(true);

  element.remove();
  const again = show();
  await settled(again);
  await until(() => field(again).checked);
  turn(again);
  await until(() => server.records.get(`${ann.user} settings`).jwe === null);
});

test('what cannot be opened here yet can be waited for, or begun anew', async () => {
  const first = show();
  await settled(first);
  turn(first);
  await until(() => server.records.get(`${ann.user} settings`).n === 1);
  first.remove();
  const late = await TestBrowser.of(ann, await ann.addDevice());
  const element = show(() => late.self());
  await until(() => element.shadowRoot?.querySelector('button') != null);
  expect(status(element)).toMatch(/^They were kept before this device was added\..* Begin anew with this browser’s settings$/);
  press(element);
  await until(() => status(element) === '' && field(element).checked && !field(element).disabled);
  expect(server.records.get(`${ann.user} settings`).jwe!.recipients.map(({ header }) => header.kid)).toContain(late.keys.enc.kid);
});

test('without an answer it says so and can be asked again', async () => {
  let offline = true;
  const element = show(async () => {
    if (offline) throw new ApiError(0, 'network');
    return browser.self();
  });
  await until(() => element.shadowRoot?.querySelector('button') != null);
  expect(status(element)).toMatch(/^The server does not answer\./);
  expect(field(element).disabled).toBe(true);
  offline = false;
  press(element);
  await settled(element);
  expect(status(element)).toBe('');
});

test('a switch that could not be turned on is off', async () => {
  const element = show();
  await settled(element);
  browser.weather = method => (method === 'PUT' ? 'lost' : 'fine');
  turn(element);
  await until(() => status(element).startsWith('The server does not answer.'));
  expect(field(element).checked).toBe(false);
  browser.weather = () => 'fine';
  press(element);
  await until(() => status(element) === '');
  expect(field(element).checked).toBe(false);
});

test('a browser without the keys says so, in French', async () => {
  document.documentElement.lang = 'fr';
  const element = show(() => Promise.reject(new Error('no keys')));
  await until(() => status(element) !== '');
  expect(status(element)).toMatch(/^Les clés de ce navigateur n’ont pas pu être ouvertes/);
  expect(field(element).disabled).toBe(true);
});
