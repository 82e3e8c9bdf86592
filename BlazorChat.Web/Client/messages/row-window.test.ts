import { expect, test } from 'vitest';
import { maxRendered, RowWindow } from './row-window';
import { message } from './testing/fake-conversation';

const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at, ''));
const shown = (window: RowWindow) => window.rows.slice(window.start, window.end);
const range = (window: RowWindow) => [shown(window)[0]?.seq, shown(window).at(-1)?.seq];

test('opens at the newest, however long the conversation', () => {
  const window = new RowWindow();
  window.take(rows(1, 100_000), true);
  expect(window.atNewest).toBe(true);
  expect(shown(window).length).toBeLessThanOrEqual(maxRendered);
  expect(shown(window).at(-1)?.seq).toBe(100_000);
});

test('older rows loaded before it do not move what is shown', () => {
  const window = new RowWindow();
  window.take(rows(101, 200), true);
  while (window.up());
  const before = range(window);
  window.take(rows(1, 200), false);
  expect(range(window)).toEqual(before);
});

test('newer rows come into it only while it follows them', () => {
  const window = new RowWindow();
  window.take(rows(1, 200), true);
  window.take(rows(1, 210), false);
  expect(range(window)[1]).toBe(200);
  window.take(rows(1, 210), true);
  expect(range(window)[1]).toBe(210);
});

test('walks from end to end and never holds more than its limit', () => {
  const window = new RowWindow();
  window.take(rows(1, 1_000), true);
  while (window.up()) expect(shown(window).length).toBeLessThanOrEqual(maxRendered);
  expect(range(window)[0]).toBe(1);
  while (window.down()) expect(shown(window).length).toBeLessThanOrEqual(maxRendered);
  expect(range(window)[1]).toBe(1_000);
});

test('stays bounded while it follows a busy conversation', () => {
  const window = new RowWindow();
  for (let last = 1; last <= 1_000; last++) {
    window.take(rows(1, last), true);
    expect(shown(window).length).toBeLessThanOrEqual(maxRendered);
    expect(range(window)[1]).toBe(last);
  }
});

test('starts anew when the rows are others', () => {
  const window = new RowWindow();
  window.take(rows(900, 1_000), true);
  window.take(rows(1, 50), false);
  expect(range(window)).toEqual([1, 50]);
  expect(window.around(20)).toBe(true);
  expect(shown(window).some(({ seq }) => seq === 20)).toBe(true);
  expect(window.around(51)).toBe(false);
});
