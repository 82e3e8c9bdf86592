// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Readers } from '../api';
import { engineHost } from '../messages/host';
import { anna, byReader, FakeConversation, message } from '../messages/testing/fake-conversation';
import { signs } from './passing';
import { ReadStates } from './read-states';

let states: ReadStates;
let asked: [string, number][];
let answer: Readers | null;
let conversation: FakeConversation;
let drawn: number;

const own = (seq: number | null, state: 'sent' | 'sending' = 'sent') => message(seq, `own ${seq}`, { author: byReader, state });
const told = (readers: Record<string, number> = {}, more: Partial<Readers> = {}): Readers => {
  const list = Object.entries(readers).map(([user, seq]) => ({ user, seq }));
  return { tells: true, live: true, count: list.length, readers: list, ...more };
};

beforeEach(() => {
  [asked, answer, drawn] = [[], told(), 0];
  conversation = new FakeConversation([own(1), message(2, 'hers'), own(3), own(4)]);
  states = new ReadStates({ addController: () => undefined, removeController: () => undefined, requestUpdate: () => void drawn++, updateComplete: Promise.resolve(true) }, {
    readers: async (conv, from) => {
      asked.push([conv, from]);
      if (answer === null) throw new Error('no network');
      return answer;
    },
  });
  states.hostConnected();
});
afterEach(() => {
  states.hostDisconnected();
  engineHost.close();
});

async function open(): Promise<void> {
  states.open(conversation);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0));
  await Promise.resolve();
}
function has(user: string, seq: number, conv = 'conv'): void {
  signs.take({ entries: [], users: [], crl: null, cleared: false, passing: [{ conv, kind: 'read', user, seq }] });
}
const marks = () => conversation.rows().map((row) => states.of(row));

test('in a dm the last own message that is read says so, and the newest that it is sent', async () => {
  answer = told({ [anna]: 2 });
  await open();
  expect(asked).toEqual([['conv', 1]]);
  expect(marks()).toEqual(['read', null, null, 'sent']);
  has(anna, 3);
  expect(marks()).toEqual([null, null, 'read', 'sent']);
  has(anna, 4);
  expect(marks()).toEqual([null, null, null, 'read']);
  has(anna, 1);
  expect(marks()).toEqual([null, null, null, 'read']);
});

test('in a room the newest own message says who has read it', async () => {
  conversation.peer = null;
  answer = told({ ann: 4, ben: 9 });
  await open();
  expect(asked).toEqual([['conv', 4]]);
  expect(marks()).toEqual([null, null, null, { readers: ['ann', 'ben'], more: 0 }]);
  has('cleo', 4);
  expect(marks().at(-1)).toEqual({ readers: ['ann', 'ben', 'cleo'], more: 0 });
  conversation.become([...conversation.rows(), own(10)]);
  states.update();
  expect(marks()).toEqual([null, null, null, null, null]);
  has('ben', 10);
  expect(marks().at(-1)).toEqual({ readers: ['ben'], more: 0 });
});

test('in a large room those who are not named are counted, for the message that was asked about', async () => {
  conversation.peer = null;
  answer = told({ ann: 4 }, { count: 140, live: false });
  await open();
  expect(marks().at(-1)).toEqual({ readers: ['ann'], more: 139 });
});

test('who tells nobody sees nobody’s', async () => {
  answer = told({}, { tells: false });
  await open();
  has(anna, 4);
  expect(marks()).toEqual([null, null, null, null]);
});

test('nothing is asked without a conversation or a message of one’s own, and what is on its way is not counted', async () => {
  conversation = new FakeConversation([message(2, 'hers'), own(null, 'sending')]);
  states.open(conversation);
  conversation.conv = null;
  conversation.become([own(1)]);
  states.open(conversation);
  await Promise.resolve();
  expect(asked).toEqual([]);
});

test('looking at older messages one is told nothing of the newest', async () => {
  answer = told({ [anna]: 4 });
  await open();
  conversation.atEnd = false;
  states.update();
  expect(marks()).toEqual([null, null, null, null]);
});

test('what was missed is asked for when the circuit or the reader is back', async () => {
  await open();
  answer = told({ [anna]: 4 });
  engineHost.setOnline(false);
  engineHost.setOnline(true);
  await vi.waitFor(() => expect(marks().at(-1)).toBe('read'));
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(asked.length).toBe(3));
});

test('what hosts could not tell each other is asked for when they can again', async () => {
  await open();
  answer = told({ [anna]: 4 });
  for (const conv of ['other', 'conv']) signs.take({ entries: [], users: [], crl: null, cleared: false, passing: [{ conv, kind: 'lost' }] });
  await vi.waitFor(() => expect(marks().at(-1)).toBe('read'));
  expect(asked.length).toBe(2);
});

test('other conversations change nothing, and without an answer nothing is claimed', async () => {
  answer = null;
  await open();
  has(anna, 4, 'other');
  expect(marks()).toEqual([null, null, null, null]);
});
