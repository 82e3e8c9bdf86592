// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anna, FakeConversation } from '../messages/testing/fake-conversation';
import { signs } from './passing';
import './writers.element';
import { overAfterMs, type ChatWriters } from './writers.element';

let element: ChatWriters;
let conversation: FakeConversation;
const names: Record<string, string> = { [anna]: 'Anna', ben: '<b>Ben</b>', cleo: 'Cleo\u202e' };

beforeEach(async () => {
  vi.useFakeTimers();
  document.documentElement.lang = 'en';
  conversation = new FakeConversation();
  conversation.nameOf = async (user) => names[user] ?? null;
  element = document.createElement('chat-writers');
  element.conversation = conversation;
  document.body.append(element);
  await settled();
});
afterEach(() => {
  element.remove();
  document.documentElement.lang = 'en';
  vi.useRealTimers();
});

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await element.updateComplete;
}
async function writes(user: string, conv = 'conv'): Promise<void> {
  signs.take({ entries: [], users: [], crl: null, cleared: false, passing: [{ conv, kind: 'typing', user }] });
  await settled();
}
const said = () => element.shadowRoot!.textContent!.trim();

test.each([
  ['en', 'Anna is writing…', 'Anna and <b>Ben</b> are writing…', 'Several people are writing…'],
  ['fr', 'Anna écrit…', 'Anna et <b>Ben</b> écrivent…', 'Plusieurs personnes écrivent…'],
])('one is named, two are named, more are several (%s)', async (language, one, two, several) => {
  document.documentElement.lang = language;
  expect(said()).toBe('');
  await writes(anna);
  expect(said()).toBe(one);
  await writes('ben');
  expect(said()).toBe(two);
  expect(element.shadowRoot!.querySelector('b')).toBeNull();
  await writes('cleo');
  expect(said()).toBe(several);
});

test('it is over after six seconds, unless it is said again', async () => {
  await writes(anna);
  await vi.advanceTimersByTimeAsync(overAfterMs - 1);
  await writes(anna);
  await vi.advanceTimersByTimeAsync(overAfterMs - 1);
  await settled();
  expect(said()).toBe('Anna is writing…');
  await vi.advanceTimersByTimeAsync(1);
  await settled();
  expect(said()).toBe('');
});

test('a message of theirs ends it, also in the same batch', async () => {
  const entry = { conv: 'conv', seq: 1, at: 1, kind: 'message', user: anna, device: 'd', n: 1, jwe: '' } as const;
  await writes('ben');
  signs.take({ entries: [entry], users: [], crl: null, cleared: false, passing: [{ conv: 'conv', kind: 'typing', user: anna }] });
  await settled();
  expect(said()).toBe('<b>Ben</b> is writing…');
});

test('other conversations and people whose name is not known are not spoken of', async () => {
  await writes(anna, 'other');
  await writes('stranger');
  expect(said()).toBe('');
});

test('another conversation has other writers', async () => {
  await writes(anna);
  element.conversation = new FakeConversation();
  await settled();
  expect(said()).toBe('');
});

test('a flood of writers is several, and no more is kept of it', async () => {
  conversation.nameOf = async (user) => user;
  for (let i = 0; i < 200; i++) await writes(`user ${i}`);
  expect(said()).toBe('Several people are writing…');
});
