import { expect, test } from 'vitest';
import { segments } from './segments';

const links = (text: string) => segments(text).filter(({ href }) => href !== undefined).map(({ text: shown }) => shown);

test('only addresses of the web become links', () => {
  expect(links('see https://example.org/a?b=1 and http://example.org')).toEqual(['https://example.org/a?b=1', 'http://example.org']);
  expect(links('javascript:alert(1) data:text/html,x ftp://example.org //example.org www.example.org')).toEqual([]);
  expect(segments('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>' }]);
});

test('what ends a sentence is not part of the address', () => {
  expect(links('Look at https://example.org/a. Or (https://example.org/b), https://example.org/c!')).toEqual([
    'https://example.org/a', 'https://example.org/b', 'https://example.org/c']);
  expect(links('https://example.org/wiki/Bar_(music)')).toEqual(['https://example.org/wiki/Bar_(music)']);
});

test('an address that shows one name and leads to another stays text', () => {
  expect(links('https://bank.example@evil.example/ https://bank.example:pass@evil.example')).toEqual([]);
});

test('a direction override does not get into an address', () => {
  expect(links('https://example.org/\u202egpj.exe')).toEqual(['https://example.org/']);
});

test.each(['', 'no address', 'https://', 'a https://example.org b\nhttps://example.org/x', 'x'.repeat(20_000), 'https://example.org/' + ')'.repeat(34_000)])('no character is lost: %#', (text) => {
  expect(segments(text).map(({ text: part }) => part).join('')).toBe(text);
});
