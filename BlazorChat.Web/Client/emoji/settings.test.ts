// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { chooseTone, emojiSettings, mostRecent, noteUse } from './settings';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const defaults = { tone: 0, recent: [] };
const put = (value: unknown) => localStorage.setItem('bc-emoji:ann', typeof value === 'string' ? value : JSON.stringify(value));

test('the emoji used last come first, each once, and not more than three rows', () => {
  for (const char of ['😀', '👍', '😀']) noteUse('ann', char);
  expect(emojiSettings('ann').recent).toEqual(['😀', '👍']);
  for (let i = 0; i < 40; i++) noteUse('ann', String.fromCodePoint(0x1f600 + i));
  expect(emojiSettings('ann').recent).toHaveLength(mostRecent);
});

test('a tone is kept, and each user has their own', () => {
  chooseTone('ann', 4);
  noteUse('ann', '👍');
  expect(emojiSettings('ann')).toEqual({ tone: 4, recent: ['👍'] });
  expect(emojiSettings('bob')).toEqual(defaults);
});

test.each<[string, unknown]>([
  ['no JSON', '{"tone":'], ['null', null], ['a number', 7], ['a list', ['😀']], ['other types', { tone: '3', recent: 'all' }],
  ['a tone there is not', { tone: 6, recent: {} }], ['half a tone', { tone: 1.5 }], ['5 MB', `{"tone":1,"x":"${'x'.repeat(4_900_000)}"}`],
])('in the storage stands %s: defaults', (_, value) => {
  put(value);
  expect(emojiSettings('ann')).toEqual(defaults);
});

test('of hostile lists only emoji are taken', () => {
  put({ tone: 2, recent: ['<img src=x onerror=alert(1)>', '😀', 5, null, ['👍'], '\u202e', 'a', '😀', '😀'.repeat(50), '👍'] });
  expect(emojiSettings('ann')).toEqual({ tone: 2, recent: ['😀', '👍'] });
});

test.each(['getItem', 'setItem'] as const)('where %s is forbidden, choices hold for the session', (forbidden) => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, [forbidden]: refuse, ...forbidden === 'getItem' ? { setItem: refuse } : {} });
  const user = `somebody ${forbidden}`;
  expect(emojiSettings(user)).toEqual(defaults);
  chooseTone(user, 3);
  noteUse(user, '🎉');
  expect(emojiSettings(user)).toEqual({ tone: 3, recent: ['🎉'] });
});
