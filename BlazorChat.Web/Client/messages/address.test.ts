// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { addressOf, takeAddressed } from './address';

const room = { conv: 'c'.repeat(43), peer: null };
const dm = { conv: 'd'.repeat(43), peer: '9ac41d77-0000-4000-8000-000000000002' };
const at = (path: string) => history.replaceState(null, '', path);

afterEach(() => at('/'));

test('a message has the address of its conversation and its place', () => {
  expect(addressOf(room.conv, 7)).toBe(`${location.origin}/chat/c/${room.conv}#m7`);
  expect(addressOf(dm.conv, 12)).toBe(`${location.origin}/chat/c/${dm.conv}#m12`);
});

test('an address is taken once, and only by the conversation it names', () => {
  at(`/chat/u/${dm.peer}#m12`);
  expect(takeAddressed(room)).toBeNull();
  expect(takeAddressed(dm)?.seq).toBe(12);
  expect(takeAddressed(dm)).toBeNull();
  expect(location.pathname).toBe(`/chat/u/${dm.peer}`);
});

test('what is no place is none', () => {
  for (const hash of ['#m', '#m0', '#m-1', '#m1.5', '#m99999999999999999999', '#conversation', '#m1<script>']) {
    at(`/chat/u/${dm.peer}${hash}`);
    expect(takeAddressed(dm)).toBeNull();
  }
});
