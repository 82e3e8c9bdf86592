// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { keepPlace, takePlace } from './place';

test('a place is taken once, and only by its own conversation', () => {
  keepPlace('anna', { seq: 41, offset: 12 });
  expect(takePlace('anna')).toMatchObject({ seq: 41, offset: 12 });
  expect(takePlace('anna')).toBeNull();
  keepPlace('anna', { seq: 41, offset: 12 });
  expect(takePlace('bob')).toBeNull();
});

test('being at the newest keeps nothing, and rubbish is no place', () => {
  keepPlace('anna', { seq: 41, offset: 12 });
  keepPlace('anna', null);
  expect(takePlace('anna')).toBeNull();
  sessionStorage.setItem('bc-place', '{"of":"anna","seq":"x"}');
  expect(takePlace('anna')).toBeNull();
  sessionStorage.setItem('bc-place', '{');
  expect(takePlace('anna')).toBeNull();
});
