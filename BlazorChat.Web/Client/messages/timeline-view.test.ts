// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { keepPlace, takePlace } from './place';
import { TimelineView } from './timeline-view';
import { anna, byReader, FakeConversation, message } from './testing/fake-conversation';

beforeEach(() => sessionStorage.clear());

const open = (conversation: FakeConversation) => {
  const view = new TimelineView(conversation, () => null, () => undefined);
  conversation.subscribe(() => view.take());
  return view;
};
const rows = (...seqs: number[]) => seqs.map((seq) => message(seq, ''));

test('counts what others wrote while the reader is further up', () => {
  const conversation = new FakeConversation(rows(1, 2));
  const view = open(conversation);
  view.scroll.pinned = false;
  conversation.become([...rows(1, 2, 3, 4), message(5, 'from another device of mine', { author: byReader })]);
  expect(view.fresh).toBe(2);
  expect(view.scroll.pinned).toBe(false);
});

test('unread begins before the first message of others after what was read, and stays there until one leaves', () => {
  const mine = message(3, 'mine', { author: byReader });
  const conversation = new FakeConversation([...rows(1, 2), mine, ...rows(4, 5)]);
  conversation.readSeq = 2;
  const view = open(conversation);
  expect(view.unread).toBe(4);
  conversation.readSeq = 5;
  conversation.become([...rows(1, 2), mine, ...rows(4, 5, 6)]);
  expect(view.unread).toBe(4);
  expect(open(conversation).unread).toBe(6);
});

test('without anything unread there is no line, whatever comes while one looks', () => {
  const conversation = new FakeConversation([...rows(1, 2), message(3, 'mine', { author: byReader })]);
  conversation.readSeq = 2;
  const view = open(conversation);
  conversation.become([...rows(1, 2), message(3, 'mine', { author: byReader }), ...rows(4)]);
  expect(view.unread).toBeNull();
});

test('what only changed messages draws no line, and is read with them', () => {
  const conversation = new FakeConversation(rows(1, 2));
  vi.spyOn(conversation, 'held', 'get').mockReturnValue(4);
  conversation.readSeq = 2;
  const view = open(conversation);
  expect(view.unread).toBeNull();
  view.markRead();
  expect(conversation.calls).toEqual(['read']);
});

test('a page of nothing but changes is gone back from until there is a row', async () => {
  const conversation = new FakeConversation();
  conversation.atBeginning = false;
  conversation.loadOlder = async () => {
    conversation.calls.push('older');
    conversation.become(rows(1));
    return true;
  };
  const view = open(conversation);
  view.scrolled();
  await vi.waitFor(() => expect(view.window.rows).toHaveLength(1));
  expect(conversation.calls).toContain('older');
});

test('where unread begins is known once the conversation is loaded', () => {
  const conversation = new FakeConversation();
  conversation.status = 'loading';
  const view = open(conversation);
  conversation.readSeq = 1;
  conversation.status = 'ready';
  conversation.become(rows(1, 2));
  expect(view.unread).toBe(2);
});

test('where unread begins further up than what is loaded, there is no line before it is', () => {
  const conversation = new FakeConversation(rows(8, 9));
  conversation.readSeq = 5;
  conversation.atBeginning = false;
  const view = open(conversation);
  expect(view.unread).toBeNull();
  conversation.become(rows(6, 7, 8, 9));
  expect(view.unread).toBe(6);
});

test('the first message of a dm that one has open already is not unread', () => {
  const conversation = new FakeConversation();
  conversation.conv = null;
  const view = open(conversation);
  conversation.conv = 'conv';
  conversation.become(rows(1));
  expect(view.unread).toBeNull();
});

test('history that is loaded is not new', () => {
  const conversation = new FakeConversation(rows(5, 6));
  const view = open(conversation);
  view.scroll.pinned = false;
  conversation.become(rows(3, 4, 5, 6));
  expect(view.fresh).toBe(0);
});

test('a hole that is just being filled does not take the reader from the newest', () => {
  const conversation = new FakeConversation(rows(1, 2));
  const view = open(conversation);
  conversation.atEnd = false;
  view.scrolled();
  conversation.atEnd = true;
  conversation.become(rows(1, 2, 3, 4));
  expect(view.scroll.pinned).toBe(true);
  expect(view.fresh).toBe(0);
});

test('what one writes here brings one to the newest', () => {
  const conversation = new FakeConversation(rows(1));
  const view = open(conversation);
  view.scroll.pinned = false;
  conversation.become([...rows(1), message(null, 'mine', { author: byReader, state: 'sending' })]);
  expect(view.scroll.pinned).toBe(true);
  expect(view.window.atNewest).toBe(true);
});

test('is read when the newest is in sight, and told once', () => {
  const conversation = new FakeConversation(rows(1, 2));
  const view = open(conversation);
  view.scroll.pinned = false;
  view.markRead();
  expect(conversation.calls).toEqual([]);
  view.scroll.pinned = true;
  view.markRead();
  conversation.readSeq = 2;
  view.markRead();
  expect(conversation.calls).toEqual(['read']);
});

test('after a reload it goes where one was, as soon as the conversation is open', async () => {
  const conversation = new FakeConversation();
  conversation.status = 'loading';
  keepPlace(anna, { seq: 2, offset: 40 });
  const view = open(conversation);
  expect(view.restoring).toBe(true);
  expect(conversation.calls).toEqual([]);
  conversation.status = 'ready';
  conversation.become(rows(1, 2, 3));
  await vi.waitFor(() => expect(view.restoring).toBe(false));
  expect(conversation.calls).toEqual(['show 2']);
  expect(view.scroll.pinned).toBe(false);
});

test('at the newest no place is kept', () => {
  keepPlace('somebody', { seq: 2, offset: 40 });
  const view = open(new FakeConversation(rows(1)));
  view.keepPlace();
  expect(takePlace(anna)).toBeNull();
});

test('a page of history that did not come is not asked for again at once', async () => {
  const conversation = new FakeConversation(rows(1));
  conversation.atBeginning = false;
  conversation.loadOlder = vi.fn(() => Promise.reject(new Error('no connection')));
  const view = open(conversation);
  view.scrolled();
  await vi.waitFor(() => expect(view.paging).toBeNull());
  view.scrolled();
  expect(conversation.loadOlder).toHaveBeenCalledTimes(1);
});
