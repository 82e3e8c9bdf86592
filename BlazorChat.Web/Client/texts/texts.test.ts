// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { en } from './en';
import { fr } from './fr';
import { plural, t, type Key } from './index';

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

beforeEach(() => {
  document.documentElement.lang = 'en';
});

test('every French text has the same placeholders as the English one', () => {
  for (const key of Object.keys(en) as Key[]) expect([key, placeholders(fr[key])]).toEqual([key, placeholders(en[key])]);
});

test('no text is empty', () => {
  for (const texts of [en, fr]) for (const [key, text] of Object.entries(texts)) expect([key, text.trim()]).not.toEqual([key, '']);
});

test('the page’s language is taken, English for those we do not have', () => {
  expect(t('composer.send')).toBe('Send');
  document.documentElement.lang = 'fr-CA';
  expect(t('composer.send')).toBe('Envoyer');
  document.documentElement.lang = 'de';
  expect(t('composer.send')).toBe('Send');
});

test('a count takes the form of its language', () => {
  expect(plural('timeline.new', 1)).toBe('1 new message');
  expect(plural('timeline.new', 0)).toBe('0 new messages');
  document.documentElement.lang = 'fr';
  expect(plural('timeline.new', 0)).toBe('0 nouveau message');
  expect(plural('timeline.new', 2)).toBe('2 nouveaux messages');
});

test('a name cannot turn round the sentence it stands in', () => {
  expect(t('composer.to', { name: '\u202eeve\u2066' })).toBe('Message eve');
});
