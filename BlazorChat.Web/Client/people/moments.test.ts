// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { dayName, dayOf, exactTime, shortMoment } from './moments';

const at = (day: number, hour = 12) => new Date(2026, 10, day, hour, 5).getTime();

beforeEach(() => {
  document.documentElement.lang = 'en';
});

test('a day is named from the reader’s side', () => {
  expect(dayName(at(23, 0), at(23, 23))).toBe('Today');
  expect(dayName(at(22, 23), at(23, 0))).toBe('Yesterday');
  expect(dayName(at(20), at(23))).toMatch(/Friday.*20|Friday, November 20/);
  expect(dayName(new Date(2024, 1, 29).getTime(), at(23))).toMatch(/2024/);
});

test('the same in French', () => {
  document.documentElement.lang = 'fr';
  expect(dayName(at(22), at(23))).toBe('Hier');
  expect(dayName(at(20), at(23))).toBe('vendredi 20 novembre');
});

test('a list shows the time of today and the date of before', () => {
  expect(shortMoment(at(23, 9), at(23))).toMatch(/0?9:05/);
  expect(shortMoment(at(22), at(23))).toBe('Yesterday');
  expect(shortMoment(at(19), at(23))).toBe('Thu');
  expect(shortMoment(at(1), at(23))).toMatch(/Nov/);
});

test('what ends on a later day is told by its date', () => {
  expect(shortMoment(at(23, 23), at(23))).toMatch(/11:05|23:05/);
  expect(shortMoment(at(24, 0), at(23))).toMatch(/Nov 24|24 Nov/);
  expect(shortMoment(at(30), at(23))).toMatch(/Nov 30|30 Nov/);
});

test('two moments of one day are of one day, whatever the hour', () => {
  expect(dayOf(at(23, 0))).toBe(dayOf(at(23, 23)));
  expect(dayOf(at(23, 0))).not.toBe(dayOf(at(22, 23)));
});

test('the exact time names day, second and zone', () => {
  expect(exactTime(at(23))).toMatch(/23.*2026.*12:05:00.*(UTC|GMT|Time|\+)/);
});
