import { expect, test } from 'vitest';
import { begunName } from './begun-name';
import { emoticonBefore } from './emoticons';

const face = (text: string) => emoticonBefore(text, text.length)?.emoji ?? null;
const begun = (text: string) => begunName(text, text.length)?.name ?? null;

test.each([[':)', '🙂'], ['well :-)', '🙂'], ['\n;)', '😉'], [':p', '😛'], [':/', '😕'], ["so :'(", '😢'], ['<3', '❤️'], ['XD', '😆']])('%j is a face', (text, emoji) => {
  expect(face(text)).toBe(emoji);
});

test.each([
  'http:/', 'http://', 'https://example.org/:/', 'see:)', 'a:p', '12:3', '8)', 'D:', ':constructor', 'constructor', 'file:///c:/', '(:)', ':)x', 'http:', ':))))',
  '`:)', '`a :)', '```\n:)', '```js\n a :/', 'x'.repeat(20) + ':)',
])('%j is none', (text) => {
  expect(face(text)).toBeNull();
});

test.each(['``a ` :)', '``` a `` :)', '`` :)', '````\n```\n :)'])('%j is still inside code', (text) => expect(face(text)).toBeNull());

test('after code has ended faces are faces again', () => {
  expect(face('`code` :)')).toBe('🙂');
  expect(face('```\ncode\n``` :)')).toBe('🙂');
  expect(face('an ` alone\n:)')).toBe('🙂');
  expect(face('``a`b`` :)')).toBe('🙂');
});

test.each([[':sm', 'sm'], ['so :sm', 'sm'], ['(:sm', 'sm'], ['\n:élé', 'élé'], [':+1', '+1'], [':flag_ch', 'flag_ch']])('%j begins a name', (text, name) => {
  expect(begun(text)).toBe(name);
});

test.each([':s', ':', 'http://ex', 'http:ab', '12:30', 'a:bc', '::bc', '`:sm', '```\n:sm', ': sm', `:${'x'.repeat(200)}`])('%j begins none', (text) => {
  expect(begun(text)).toBeNull();
});

test('a second colon closes it', () => {
  expect(begunName('so :tada:', 9)).toEqual({ start: 3, name: 'tada', closed: true });
});
