import { expect, test } from 'vitest';
import { Grid, titleHeight } from './grid';
import type { Emoji } from './emoji-data';

const emoji = (count: number): Emoji[] => Array.from({ length: count }, (_, i) => ({ char: `${i}`, name: '', words: '', shortcodes: [], group: 0, light: '' }));
/** 0-8 9 | 10-18 19-27 28 29 */
const grid = new Grid([{ id: 'a', title: 'A', emoji: emoji(10) }, { id: 'b', title: 'B', emoji: emoji(20) }], 9, 36);
const to = (from: number, key: string, more: { ctrlKey?: boolean; page?: number; rtl?: boolean } = {}) =>
  grid.moved(from, { key, ctrlKey: more.ctrlKey ?? false }, more.page ?? 2, more.rtl ?? false);

test('sections have a title and rows of so many', () => {
  expect(grid.rows.map((row) => row.kind)).toEqual(['title', 'emoji', 'emoji', 'title', 'emoji', 'emoji', 'emoji']);
  expect(grid.height).toBe(2 * titleHeight + 5 * 36);
  expect(grid.count).toBe(30);
  expect(grid.firstOf('b')).toEqual({ top: titleHeight + 2 * 36, index: 10 });
  expect(grid.sectionAt(titleHeight + 2 * 36)?.id).toBe('b');
  expect(grid.sectionAt(0)?.id).toBe('a');
});

test('arrows go on from row to row and stop at the ends', () => {
  expect([to(8, 'ArrowRight'), to(9, 'ArrowLeft'), to(0, 'ArrowLeft'), to(29, 'ArrowRight')]).toEqual([9, 8, 0, 29]);
  expect([to(3, 'ArrowDown'), to(9, 'ArrowDown'), to(10, 'ArrowUp'), to(0, 'ArrowUp'), to(28, 'ArrowDown')]).toEqual([9, 10, 9, 0, 28]);
});

test('from right to left the arrows of the line are turned round', () => {
  expect([to(3, 'ArrowLeft', { rtl: true }), to(3, 'ArrowRight', { rtl: true }), to(3, 'ArrowDown', { rtl: true })]).toEqual([4, 2, 9]);
});

test('Home and End stay in the row, with Ctrl they leave it, pages are rows', () => {
  expect([to(12, 'Home'), to(12, 'End'), to(28, 'End'), to(12, 'Home', { ctrlKey: true }), to(12, 'End', { ctrlKey: true })]).toEqual([10, 18, 29, 0, 29]);
  expect([to(0, 'PageDown'), to(29, 'PageUp'), to(28, 'PageUp', { page: 99 })]).toEqual([10, 11, 0]);
  expect(to(3, 'x')).toBeNull();
});

test('only rows in sight are drawn, and the one that may have the focus', () => {
  expect(grid.drawn(0, 30, 0)).toEqual([0, 1]);
  expect(grid.drawn(0, 30, 29)).toEqual([0, 1, 6]);
  expect(grid.drawn(titleHeight + 2 * 36, 1_000, 0)).toEqual([1, 3, 4, 5, 6]);
});

test('nothing found is an empty grid', () => {
  const empty = new Grid([], 9, 36);
  expect([empty.count, empty.height, empty.rows.length, empty.sectionAt(0), empty.at(0)]).toEqual([0, 0, 0, undefined, undefined]);
});
