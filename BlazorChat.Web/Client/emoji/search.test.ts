import { expect, test } from 'vitest';
import { complete, fold, named, search } from './search';
import { setOf } from './testing/emoji';

const [en, fr] = [setOf('en'), setOf('fr')];
const chars = (found: readonly { readonly char: string }[]) => found.map(({ char }) => char);

test('marks, capitals and ligatures do not matter', () => {
  expect(fold('Éléphant Œuf straße')).toBe('elephant oeuf strasse');
  expect(chars(search(fr, 'elephant'))).toContain('🐘');
  expect(chars(search(fr, 'ÉLÉPHANT'))).toContain('🐘');
  expect(chars(search(fr, 'oeuf'))).toContain('🥚');
  expect(chars(search(fr, 'œuf'))).toContain('🥚');
});

test('names and further words are found, in English and French', () => {
  expect(chars(search(en, 'pizza'))[0]).toBe('🍕');
  expect(chars(search(en, 'thumbs up'))[0]).toBe('👍');
  expect(chars(search(en, 'party'))).toContain('🎉');
  expect(chars(search(fr, 'pouce'))).toContain('👍');
  expect(chars(search(fr, 'fête'))).toContain('🎉');
});

test('every word must be found, each as the beginning of one', () => {
  expect(chars(search(en, 'red hea'))).toContain('❤️');
  expect(search(en, 'red heart blue zebra')).toEqual([]);
});

test('whose name it is comes first', () => {
  expect(chars(search(en, 'cat'))[0]).toBe('🐈');
  expect(chars(search(en, 'car')).indexOf('🚗')).toBeLessThan(chars(search(en, 'car')).indexOf('🃏'));
});

test('a code, an emoji and nonsense', () => {
  expect(chars(search(en, ':tada:'))[0]).toBe('🎉');
  expect(chars(search(en, '🎉'))).toEqual(['🎉']);
  for (const nothing of ['', '  ', '?!', '\\', '.*', 'qqqq', '<script>', 'x'.repeat(100_000)]) expect(search(en, nothing)).toEqual([]);
});

test('a begun name offers the exact one first, and no more than asked for', () => {
  expect(chars(complete(en, 'tada', 8))[0]).toBe('🎉');
  expect(chars(complete(en, '+1', 8))[0]).toBe('👍');
  expect(complete(en, 'sm', 8)).toHaveLength(8);
  expect(chars(complete(fr, 'elephant', 8))[0]).toBe('🐘');
});

test('codes are the same in every language, and French has its own too', () => {
  expect(named(en, 'thumbsup')?.char).toBe('👍');
  expect(named(fr, 'thumbsup')?.char).toBe('👍');
  expect(named(fr, 'pouce_vers_le_haut')?.char).toBe('👍');
  expect(named(en, 'nothing_is_called_so')).toBeUndefined();
});
