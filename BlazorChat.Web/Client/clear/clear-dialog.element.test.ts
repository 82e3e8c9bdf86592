// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, networkCode } from '../api';
import { engineHost } from '../messages/host';
import { anna, fakeEngine, FakeConversation, reader } from '../messages/testing/fake-conversation';
import './clear-dialog.element';
import type { ChatClearDialog, One } from './clear-dialog.element';
import './clear-history.element';
import { StorageError, type Clearing } from './clearing';
import './undo.element';

let dialog: ChatClearDialog;
const asked: [string, string | null][] = [];
const clearing: Clearing = { undo: async () => {}, settle: () => {} };

beforeEach(() => { document.documentElement.lang = 'en'; });
afterEach(() => {
  document.body.replaceChildren();
  asked.splice(0);
  engineHost.close();
});

async function open(one: One | null, clear: () => Promise<Clearing | null> = async () => clearing): Promise<ShadowRoot> {
  dialog = document.createElement('chat-clear-dialog');
  dialog.one = one;
  dialog.history = { clear: (where, conv) => {
    asked.push([where, conv]);
    return clear();
  } };
  document.body.append(dialog);
  await dialog.updateComplete;
  return dialog.shadowRoot!;
}

const withAnna: One = { conv: 'conv', name: 'Anna' };
const choose = async (root: ShadowRoot, value: string) => {
  root.querySelector<HTMLInputElement>(`input[value=${value}]`)!.dispatchEvent(new Event('change'));
  await dialog.updateComplete;
};
const submit = (root: ShadowRoot) => root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
const points = (root: ShadowRoot) => [...root.querySelectorAll('li')].map(({ textContent }) => textContent);

test('asks which and where, and is a modal dialog with a name and a description', async () => {
  const root = await open(withAnna);
  const element = root.querySelector('dialog')!;
  expect([element.open, root.getElementById(element.getAttribute('aria-labelledby')!)?.textContent]).toEqual([true, 'Clear history']);
  expect(root.getElementById(element.getAttribute('aria-describedby')!)).not.toBeNull();
  expect([...root.querySelectorAll('label')].map(({ textContent }) => textContent?.trim())).toEqual(
    ['The conversation with Anna', 'All conversations', 'On this device only', 'For me, on all my devices']);
  expect([...root.querySelectorAll('input')].filter(({ checked }) => checked).map(({ value }) => value)).toEqual(['one', 'here']);
});

test('for all conversations asks only where', async () => {
  const root = await open(null);
  expect([...root.querySelectorAll('input')].map(({ value }) => value)).toEqual(['here', 'everywhere']);
  submit(root);
  await vi.waitFor(() => expect(asked).toEqual([['here', null]]));
});

test('says before what it does and what it does not, for what is chosen', async () => {
  const root = await open(withAnna);
  expect(points(root)).toEqual([
    'All messages so far disappear from this browser, and from logs you save in it.', 'What was unread counts as read.',
    'The others keep everything.', 'Your other devices go on showing the messages, and the server keeps them, encrypted.',
    'Conversations stay in your list. Drafts and unsent messages are kept.']);
  await choose(root, 'everywhere');
  expect(points(root)).toContain('The server keeps the messages, encrypted, for the others. Nothing is deleted there.');
  expect(root.textContent).toContain('You can undo this for 10 seconds.');
  document.documentElement.lang = 'fr';
  const french = await open(withAnna);
  expect(french.textContent).toContain('Les autres gardent tout.');
});

test.each([['one', 'here', 'conv'], ['one', 'everywhere', 'conv'], ['all', 'everywhere', null]])('clears %s %s, goes, and offers to undo it', async (what, where, conv) => {
  const root = await open(withAnna);
  await choose(root, what);
  await choose(root, where);
  submit(root);
  await vi.waitFor(() => expect(document.querySelector('chat-undo')?.shadowRoot?.textContent).toContain('History cleared'));
  expect([asked, dialog.isConnected]).toEqual([[[where, conv]], false]);
});

test('is asked once, however often it is pressed', async () => {
  let done = (_: Clearing | null) => {};
  const root = await open(withAnna, () => new Promise(resolve => { done = resolve; }));
  submit(root);
  submit(root);
  await dialog.updateComplete;
  expect(root.querySelector('.primary')!.textContent).toBe('Clearing…');
  done(clearing);
  await vi.waitFor(() => expect(dialog.isConnected).toBe(false));
  expect(asked.length).toBe(1);
});

test.each([
  [new ApiError(0, networkCode), 'The server does not answer.'],
  [new ApiError(429, 'throttled'), 'very often'],
  [new ApiError(404, 'not-found'), 'not in this conversation any more'],
  [new StorageError(), 'does not let the chat keep anything'],
  [new Error('?'), 'nothing was cleared. Reload'],
])('says why nothing was cleared, stays, and can be tried again: %s', async (error, text) => {
  const answers: (() => Promise<Clearing>)[] = [() => Promise.reject(error), async () => clearing];
  const root = await open(withAnna, () => answers.shift()!());
  submit(root);
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')!.textContent).toContain(text));
  expect(document.querySelector('chat-undo')).toBeNull();
  submit(root);
  await vi.waitFor(() => expect(dialog.isConnected).toBe(false));
});

test('says when there is nothing to clear', async () => {
  const root = await open(withAnna, async () => null);
  submit(root);
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')!.textContent).toContain('nothing to clear'));
});

test('the item of a menu waits for a conversation, closes the menu and names the other one', async () => {
  const conversation = new FakeConversation();
  conversation.conv = null;
  await engineHost.attach({ user: reader, device: 'device' }, async () => fakeEngine(conversation));
  document.body.innerHTML = `<details open><summary></summary><chat-clear-history peer="${anna}" user="${reader}"></chat-clear-history></details>`;
  const item = document.querySelector('chat-clear-history')!;
  await item.updateComplete;
  const button = () => item.shadowRoot!.querySelector('button')!;
  expect([button().textContent, button().disabled]).toEqual(['Clear history…', true]);
  conversation.conv = 'conv';
  conversation.tell();
  await item.updateComplete;
  button().click();
  expect([document.querySelector('details')!.open, document.querySelector('chat-clear-dialog')!.one]).toEqual([false, { conv: 'conv', name: 'Anna' }]);
});

test('without a conversation it is a button for all', async () => {
  document.body.innerHTML = `<chat-clear-history user="${reader}"></chat-clear-history>`;
  const element = document.querySelector('chat-clear-history')!;
  await element.updateComplete;
  element.shadowRoot!.querySelector('button')!.click();
  expect(document.querySelector('chat-clear-dialog')!.one).toBeNull();
});
