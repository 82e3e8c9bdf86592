// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasDraft } from '../people/draft-marks';
import { anna, FakeConversation } from './testing/fake-conversation';
import { Writing } from './writing';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

const begin = (conversation: FakeConversation, text = '') => new Writing(conversation, text, () => undefined);

test('what is written is saved when the keys rest', async () => {
  const conversation = new FakeConversation();
  const writing = begin(conversation);
  writing.write('h');
  writing.write('he');
  expect(conversation.saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(conversation.saved).toEqual(['he']);
  expect(hasDraft({ conv: null, peer: anna })).toBe(true);
});

test('a sent text is a draft until it is in the outbox, and none after', async () => {
  const conversation = new FakeConversation();
  let taken = (): void => undefined;
  conversation.send = () => new Promise((resolve) => (taken = resolve));
  const writing = begin(conversation);
  writing.write('hello');
  const sending = writing.send();
  expect(writing.text).toBe('');
  await writing.save();
  expect(conversation.draft).toBe('hello');
  taken();
  await sending;
  expect(conversation.draft).toBe('');
  expect(hasDraft(conversation)).toBe(false);
});

test('a text that is not taken comes back before what was written since', async () => {
  const conversation = new FakeConversation();
  conversation.refuses = 'storage';
  const writing = begin(conversation);
  writing.write('first');
  const sending = writing.send();
  writing.write('second');
  await expect(sending).rejects.toMatchObject({ code: 'storage' });
  expect(writing.text).toBe('first\nsecond');
  expect(conversation.draft).toBe('first\nsecond');
});

test('a draft comes back before what was typed while it was being opened', async () => {
  const conversation = new FakeConversation();
  conversation.draft = 'kept';
  const writing = begin(conversation, 'early');
  await writing.load();
  expect(writing.text).toBe('kept\nearly');
});

test('what another window has sent, and forgotten here, does not take along what was typed in this one', async () => {
  const conversation = new FakeConversation();
  const writing = begin(conversation);
  writing.write('half of it');
  await writing.save();
  conversation.draft = ''; // the other window's text is in the outbox
  await writing.leave();
  expect(conversation.draft).toBe('half of it');
  conversation.draft = 'what the other window goes on with';
  await writing.leave();
  expect(conversation.draft).toBe('what the other window goes on with');
});
