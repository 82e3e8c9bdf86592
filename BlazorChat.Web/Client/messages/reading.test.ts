// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { keepPlace, takePlace } from './place';
import { Reading } from './reading';
import { anna, byReader, FakeConversation, message } from './testing/fake-conversation';

beforeEach(() => sessionStorage.clear());

const open = (conversation: FakeConversation) => {
  const reading = new Reading(conversation, () => null, () => undefined);
  conversation.subscribe(() => reading.take());
  return reading;
};
const rows = (...seqs: number[]) => seqs.map((seq) => message(seq, ''));

test('counts what others wrote while the reader is further up', () => {
  const conversation = new FakeConversation(rows(1, 2));
  const reading = open(conversation);
  reading.scroll.pinned = false;
  conversation.become([...rows(1, 2, 3, 4), message(5, 'from another device of mine', { author: byReader })]);
  expect(reading.fresh).toBe(2);
  expect(reading.scroll.pinned).toBe(false);
});

test('history that is loaded is not new', () => {
  const conversation = new FakeConversation(rows(5, 6));
  const reading = open(conversation);
  reading.scroll.pinned = false;
  conversation.become(rows(3, 4, 5, 6));
  expect(reading.fresh).toBe(0);
});

test('what one writes here brings one to the newest', () => {
  const conversation = new FakeConversation(rows(1));
  const reading = open(conversation);
  reading.scroll.pinned = false;
  conversation.become([...rows(1), message(null, 'mine', { author: byReader, state: 'sending' })]);
  expect(reading.scroll.pinned).toBe(true);
  expect(reading.window.atNewest).toBe(true);
});

test('is read when the newest is in sight, and told once', () => {
  const conversation = new FakeConversation(rows(1, 2));
  const reading = open(conversation);
  reading.scroll.pinned = false;
  reading.markRead();
  expect(conversation.calls).toEqual([]);
  reading.scroll.pinned = true;
  reading.markRead();
  conversation.readSeq = 2;
  reading.markRead();
  expect(conversation.calls).toEqual(['read']);
});

test('after a reload it goes where one was, as soon as the conversation is open', async () => {
  const conversation = new FakeConversation();
  conversation.status = 'loading';
  keepPlace(anna, { seq: 2, offset: 40 });
  const reading = open(conversation);
  expect(reading.restoring).toBe(true);
  expect(conversation.calls).toEqual([]);
  conversation.status = 'ready';
  conversation.become(rows(1, 2, 3));
  await vi.waitFor(() => expect(reading.restoring).toBe(false));
  expect(conversation.calls).toEqual(['show 2']);
  expect(reading.scroll.pinned).toBe(false);
});

test('at the newest no place is kept', () => {
  keepPlace('somebody', { seq: 2, offset: 40 });
  const reading = open(new FakeConversation(rows(1)));
  reading.keepPlace();
  expect(takePlace(anna)).toBeNull();
});

test('a page of history that did not come is not asked for again at once', async () => {
  const conversation = new FakeConversation(rows(1));
  conversation.atBeginning = false;
  conversation.loadOlder = vi.fn(() => Promise.reject(new Error('no connection')));
  const reading = open(conversation);
  reading.scrolled();
  await vi.waitFor(() => expect(reading.paging).toBeNull());
  reading.scrolled();
  expect(conversation.loadOlder).toHaveBeenCalledTimes(1);
});
