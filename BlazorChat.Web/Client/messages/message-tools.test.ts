// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aims } from './aims';
import './composer.element';
import type { ChatComposer } from './composer.element';
import { engineHost } from './host';
import { anna, byReader, fakeEngine, FakeConversation, message, reader } from './testing/fake-conversation';
import './timeline.element';
import type { ChatTimeline } from './timeline.element';
import type { Row } from './types';

let conversation: FakeConversation;
let timeline: ChatTimeline;
let composer: ChatComposer;
const both = { edit: true, remove: true };

// What tells others of writing and reading asks a server that is not there.
vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server here')));

beforeEach(() => { conversation = new FakeConversation(); });
afterEach(() => {
  timeline.remove();
  composer.remove();
  for (const asked of document.querySelectorAll('chat-delete-dialog')) asked.remove();
  engineHost.close();
});

async function open(...rows: Row[]): Promise<void> {
  conversation.become(rows);
  await engineHost.attach({ user: reader, device: 'd' }, async () => fakeEngine(conversation));
  [timeline, composer] = [document.createElement('chat-timeline'), document.createElement('chat-composer')];
  for (const element of [timeline, composer]) element.peer = anna;
  timeline.user = reader;
  document.body.append(timeline, composer);
  await settled();
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await Promise.all([timeline.updateComplete, composer.updateComplete]);
}

const root = () => timeline.shadowRoot!;
const rowOf = (id: string) => root().querySelector<HTMLElement>(`[data-id="${id}"]`)!;
const names = (id: string) => [...rowOf(id).querySelectorAll('.tools button')].map((button) => button.getAttribute('aria-label'));
const field = () => composer.shadowRoot!.querySelector('textarea')!;
const aimed = () => composer.shadowRoot!.querySelector('.aim')?.textContent?.replace(/\s+/g, ' ').trim() ?? null;

async function point(id: string): Promise<void> {
  rowOf(id).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  await settled();
}

async function use(id: string, name: string): Promise<void> {
  await point(id);
  rowOf(id).querySelector<HTMLElement>(`.tools [aria-label="${name}"]`)!.click();
  await settled();
}

async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await settled();
}

async function press(key: string): Promise<void> {
  field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  await settled();
}

test('a message that is pointed at, and the one that Tab reaches, has what one may do with it', async () => {
  conversation.mays = { 'hash 2': both, 'hash 3': { edit: false, remove: true } };
  await open(message(1, 'hello'), message(2, 'mine', { author: byReader }), message(3, 'last'));
  expect([names('m1'), names('m2'), names('m3')]).toEqual([[], [], ['Reply', 'Copy link', 'Delete']]);
  await point('m2');
  expect([names('m1'), names('m2')]).toEqual([[], ['Reply', 'Edit', 'Copy link', 'Delete']]);
  expect(rowOf('m2').querySelector('.tools')?.getAttribute('role')).toBe('toolbar');
  expect([...rowOf('m3').querySelectorAll('.tools button')].map((button) => button.getAttribute('tabindex'))).toEqual(['0', '0', '0']);
  expect([...rowOf('m2').querySelectorAll('.tools button')].map((button) => button.getAttribute('tabindex'))).toEqual(['-1', '-1', '-1', '-1']);
});

test('where nothing can be written a message can be linked to and nothing else', async () => {
  conversation.mays = { 'hash 2': both };
  await open(message(1, 'hello'), message(2, 'mine', { author: byReader }));
  timeline.closed = true;
  await settled();
  expect(names('m2')).toEqual(['Copy link']);
  timeline.closed = false;
  await settled();
  expect(names('m2')).toEqual(['Reply', 'Edit', 'Copy link', 'Delete']);
});

test('what is not sent or was deleted has none', async () => {
  const deleted = { user: anna, name: 'Anna', byAuthor: true, at: 5, edits: 0 };
  await open(message(1, '', { deleted }), message(null, 'on its way', { author: byReader, state: 'sending' }));
  await point('m1');
  expect(root().querySelector('.tools')).toBeNull();
});

test('an answer says in the composer to what, goes with what is sent, and is dropped by its button or Escape', async () => {
  await open(message(1, 'a  long\nstory'));
  await use('m1', 'Reply');
  expect(aimed()).toBe('Reply to Anna a long story');
  expect(composer.shadowRoot!.activeElement).toBe(field());
  composer.shadowRoot!.querySelector<HTMLElement>('.aim button')!.click();
  await settled();
  expect(aimed()).toBeNull();
  await use('m1', 'Reply');
  await press('Escape');
  expect(aimed()).toBeNull();

  await use('m1', 'Reply');
  await type('indeed');
  await press('Enter');
  expect([conversation.sent, conversation.options, aimed()]).toEqual([['indeed'], [{ reply: 'hash 1', mentions: [] }], null]);
  await type('more');
  await press('Enter');
  expect(conversation.options[1]).toEqual({ mentions: [] });
});

test('an answer that is not taken stays one', async () => {
  conversation.refuses = 'storage';
  await open(message(1, 'hello'));
  await use('m1', 'Reply');
  await type('indeed');
  await press('Enter');
  expect([field().value, aimed()]).toEqual(['indeed', 'Reply to Anna hello']);
  expect(composer.shadowRoot!.querySelector('.failed')?.textContent).toContain('could not store');
});

test('editing puts the draft aside and gives it back, whether it is saved or not', async () => {
  conversation.mays = { 'hash 1': both };
  await open(message(1, 'mine', { author: byReader }));
  await type('a draft');
  await use('m1', 'Edit');
  expect([field().value, aimed()]).toEqual(['mine', 'Edit your message mine']);
  expect(conversation.draft).toBe('a draft');
  await type('mine!');
  await press('Escape');
  expect([field().value, aimed(), conversation.calls.filter((call) => call.startsWith('edit'))]).toEqual(['a draft', null, []]);

  await use('m1', 'Edit');
  expect(field().value).toBe('mine');
  await type('mine!');
  expect(composer.shadowRoot!.querySelector('.send')?.textContent).toContain('Save');
  await press('Enter');
  expect(conversation.calls).toContain('edit hash 1 mine!');
  expect([field().value, aimed(), conversation.draft, conversation.sent]).toEqual(['a draft', null, 'a draft', []]);
});

test('an edit that changes nothing is none, one that is not taken comes back with why', async () => {
  conversation.mays = { 'hash 1': both };
  await open(message(1, 'mine', { author: byReader }));
  await use('m1', 'Edit');
  await press('Enter');
  expect([aimed(), conversation.calls.some((call) => call.startsWith('edit'))]).toEqual([null, false]);
  conversation.refuses = 'gone';
  await use('m1', 'Edit');
  await type('mine!');
  await press('Enter');
  expect([field().value, aimed()]).toEqual(['mine!', 'Edit your message mine']);
  expect(composer.shadowRoot!.querySelector('.failed')?.textContent).toContain('not there any more');
});

test('Arrow Up in an empty field edits one’s last message, and in any other moves in the text', async () => {
  conversation.mays = { 'hash 1': both, 'hash 2': both };
  await open(message(1, 'first', { author: byReader }), message(2, 'second', { author: byReader }), message(3, 'of Anna'));
  await type('x');
  await press('ArrowUp');
  expect(aimed()).toBeNull();
  await type('');
  await press('ArrowUp');
  expect(field().value).toBe('second');
});

test('what one is about to write is there again after a look elsewhere', async () => {
  conversation.mays = { 'hash 1': both };
  await open(message(1, 'mine', { author: byReader }));
  await use('m1', 'Edit');
  await type('half');
  composer.remove();
  composer = document.createElement('chat-composer');
  composer.peer = anna;
  document.body.append(composer);
  await settled();
  expect([field().value, aimed()]).toEqual(['half', 'Edit your message mine']);
  aims.set(conversation, null);
});

test('Delete asks first', async () => {
  conversation.mays = { 'hash 1': both };
  await open(message(1, 'mine', { author: byReader }));
  await use('m1', 'Delete');
  const asked = document.querySelector('chat-delete-dialog')!;
  await asked.updateComplete;
  expect(asked.shadowRoot!.querySelector('h1')?.textContent).toBe('Delete this message?');
  asked.shadowRoot!.querySelector<HTMLElement>('button[type=button]')!.click();
  expect(conversation.calls.some((call) => call.startsWith('remove'))).toBe(false);
  await use('m1', 'Delete');
  const again = [...document.querySelectorAll('chat-delete-dialog')].at(-1)!;
  await again.updateComplete;
  again.shadowRoot!.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(conversation.calls).toContain('remove hash 1'));
});

test('messages say what became of them', async () => {
  const deleted = { user: anna, name: 'Anna', byAuthor: true, at: 5, edits: 0 };
  await open(
    message(1, 'new words', { edited: 1_700_000_000_000 }), message(2, '', { deleted }),
    message(3, '', { deleted: { ...deleted, name: 'Zoe', byAuthor: false, edits: 2 } }),
  );
  expect(rowOf('m1').querySelector('.edited')?.textContent).toBe('(edited)');
  expect(rowOf('m1').querySelector('.edited')?.getAttribute('title')).toContain('Edited on');
  expect([2, 3].map((i) => rowOf(`m${i}`).querySelector('.gone')?.textContent?.trim())).toEqual(['Message deleted', 'Message deleted by Zoe and 2 changes of it']);
});

test('a failed change is tried again and thrown away by its own id', async () => {
  await open(message(1, 'mine', { author: byReader, state: 'failed', error: 'refused', pending: { id: 'change', what: 'delete' } }));
  const [retry, discard] = rowOf('m1').querySelectorAll<HTMLElement>('.failure button');
  expect(rowOf('m1').querySelector('.failure strong')?.textContent).toBe('Not deleted.');
  retry!.click();
  discard!.click();
  expect(conversation.calls.filter((call) => call !== 'read')).toEqual(['retry change', 'discard change']);
});

test('an answer shows what it answers, as that is now, and goes there', async () => {
  await open(message(1, 'the question'), message(2, 'answer', { reply: 'hash 1' }), message(3, 'other', { reply: 'hash of before' }));
  expect(rowOf('m2').querySelector('.quote')?.textContent?.replace(/\s+/g, ' ')).toBe('Anna the question');
  expect(rowOf('m3').querySelector('.quote')?.textContent).toBe('An earlier message');
  rowOf('m2').querySelector<HTMLElement>('.quote')!.click();
  await settled();
  expect(root().activeElement).toBe(rowOf('m1'));
  conversation.become([message(1, '', { deleted: { user: anna, name: 'Anna', byAuthor: true, at: 5, edits: 0 } }), message(2, 'answer', { reply: 'hash 1' })]);
  await settled();
  expect(rowOf('m2').querySelector('.quote')?.textContent).toBe('A message that was deleted');
});
