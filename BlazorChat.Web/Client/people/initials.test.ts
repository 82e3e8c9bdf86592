import { expect, test } from 'vitest';
import { hueOf, initials } from './initials';

test.each([
  ['Anna Lindqvist', 'AL'], ['anna', 'A'], ['Jean-Luc de la Tour', 'JT'], ['Émile Zola', 'ÉZ'], ['李 小龙', '李小'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧F'], ['  ', '?'], ['\u202eevil name', 'EN'], ['', '?'],
])('%s has the initials %s', (name, expected) => expect(initials(name)).toBe(expected));

test('a colour follows from the id alone', () => {
  expect(hueOf('9ac41d77-0000-4000-8000-000000000002')).toBe(0x9ac4 % 360);
  expect(hueOf('not an id')).toBe(0);
});
