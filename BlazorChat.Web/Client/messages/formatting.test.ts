// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { format, formatted } from './formatting';

/** What a field with `[selection]` holds after the sign. */
function after(field: string, sign: string): string {
  const [from, to] = [field.indexOf('['), field.indexOf(']') - 1];
  const value = field.replace(/[[\]]/g, '');
  const made = formatted(value, from, to, sign);
  const now = value.slice(0, made.start) + made.text + value.slice(made.end);
  return `${now.slice(0, made.from)}[${now.slice(made.from, made.to)}]${now.slice(made.to)}`;
}

test.each([
  ['a [b] c', '**', 'a **[b]** c'], ['a[ b ]c', '**', 'a **[b]** c'], ['[]', '**', '**[]**'], ['a **[b]** c', '**', 'a [b] c'], ['a **[b]** c', '*', 'a ***[b]*** c'], ['a ***[b]*** c', '*', 'a **[b]** c'],
  ['a *[b]* c', '*', 'a [b] c'], ['a *[b]* c', '**', 'a ***[b]*** c'], ['[x]', '`', '`[x]`'], ['`[x]`', '`', '[x]'], ['[a`b]', '`', '`` [a`b] ``'], ['[a\nb]', '`', '```\n[a\nb]\n```'], ['[```\n]', '`', '```` [```] ````\n'],
])('%j with %s is %j', (field, sign, expected) => {
  expect(after(field, sign)).toBe(expected);
});

test('only its keys, and only with Ctrl or the command key alone', () => {
  const field = document.createElement('textarea');
  field.value = 'word';
  const press = (key: string, keys: KeyboardEventInit) => {
    field.setSelectionRange(0, field.value.length);
    return format(new KeyboardEvent('keydown', { key, cancelable: true, ...keys }), field);
  };
  expect([press('b', {}), press('b', { ctrlKey: true, altKey: true }), press('i', { ctrlKey: true, shiftKey: true }), press('x', { ctrlKey: true })]).toEqual([false, false, false, false]);
  expect(field.value).toBe('word');
  expect(press('B', { metaKey: true })).toBe(true);
  expect(field.value).toBe('**word**');
  expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('word');
});
