// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../api';
import { FakeConversation } from '../messages/testing/fake-conversation';
import { preferences } from '../preferences/store';
import { Telling, tellEveryMs } from './telling';

let told: string[];
let refuses: ApiError | null;
let telling: Telling;
let conversation: FakeConversation;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  globalThis.blazorChatPreferences = undefined;
  [told, refuses] = [[], null];
  telling = new Telling({ typing: async (conv) => {
    told.push(conv);
    if (refuses !== null) throw refuses;
  } });
  conversation = new FakeConversation();
});
afterEach(() => vi.useRealTimers());

test('while the text changes it is said every three seconds at most', () => {
  for (let i = 0; i < 70; i++) {
    telling.typed(conversation, `text ${i}`);
    vi.advanceTimersByTime(100);
  }
  expect(told).toEqual(['conv', 'conv', 'conv']);
});

test('another conversation is another matter', () => {
  telling.typed(conversation, 'a');
  conversation.conv = 'other';
  telling.typed(conversation, 'a');
  expect(told).toEqual(['conv', 'other']);
});

test('nothing is said of an empty text, to nobody, in a dm that is not made, and where nothing can be sent', () => {
  telling.typed(conversation, ' \n');
  telling.typed(null, 'a');
  conversation.conv = null;
  telling.typed(conversation, 'a');
  [conversation.conv, conversation.status] = ['conv', 'alarm'];
  telling.typed(conversation, 'a');
  expect(told).toEqual([]);
});

test('who does not want to be told of is not', () => {
  preferences().choose('typing', 'off');
  telling.typed(conversation, 'a');
  expect(told).toEqual([]);
  preferences().choose('typing', 'on');
  telling.typed(conversation, 'a');
  expect(told).toEqual(['conv']);
});

test('a server that has enough is left alone for as long as it says', async () => {
  refuses = new ApiError(429, 'throttled', {}, 20_000);
  telling.typed(conversation, 'a');
  await vi.advanceTimersByTimeAsync(tellEveryMs * 2);
  telling.typed(conversation, 'ab');
  expect(told.length).toBe(1);
  await vi.advanceTimersByTimeAsync(20_000);
  telling.typed(conversation, 'abc');
  expect(told.length).toBe(2);
});
