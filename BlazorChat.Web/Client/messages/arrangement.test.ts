import { expect, test } from 'vitest';
import { arrange } from './arrangement';
import { byReader, message } from './testing/fake-conversation';
import type { Row } from './types';

const noon = new Date(2026, 10, 23, 12).getTime();
const minute = 60_000;
const heads = (rows: Row[]) => arrange(rows, 0, rows.length).map(({ head }) => head);

test('messages of one author within five minutes share a head', () => {
  expect(heads([
    message(1, 'a', { at: noon }), message(2, 'b', { at: noon + 4 * minute }), message(3, 'c', { at: noon + 9 * minute }),
    message(4, 'd', { at: noon + 9 * minute, author: byReader }),
  ])).toEqual([true, false, true, true]);
});

test('a notice between them ends a group', () => {
  const notice: Row = { kind: 'notice', id: 'n', seq: 2, at: noon, code: 'gap', params: {} };
  expect(heads([message(1, 'a', { at: noon }), notice, message(3, 'b', { at: noon })])).toEqual([true, true, true]);
});

test('each day begins with a separator and a head', () => {
  const midnight = new Date(2026, 10, 24).getTime();
  const placed = arrange([message(1, 'a', { at: midnight - 1_000 }), message(2, 'b', { at: midnight + 1_000 })], 0, 2);
  expect(placed.map(({ newDay, head }) => [newDay, head])).toEqual([[true, true], [true, true]]);
});

test('where unread begins stands a line, before all rows of that place, and a head after it', () => {
  const gap: Row = { kind: 'notice', id: 'gap 2', seq: 2, at: noon, code: 'gap', params: {} };
  const rows = [message(1, 'a', { at: noon }), message(2, 'b', { at: noon }), message(3, 'c', { at: noon })];
  expect(arrange(rows, 0, 3, 2).map(({ unread, head, tail }) => [unread, head, tail])).toEqual([[false, true, true], [true, true, false], [false, false, true]]);
  expect(arrange([rows[0]!, gap, rows[1]!], 0, 3, 2).map(({ unread }) => unread)).toEqual([false, true, false]);
  expect(arrange(rows, 1, 3, 2)).toEqual(arrange(rows, 0, 3, 2).slice(1));
});

test('a row looks the same wherever the page begins', () => {
  const rows = [1, 2, 3, 4].map((seq) => message(seq, `${seq}`, { at: noon + seq }));
  expect(arrange(rows, 2, 4)).toEqual(arrange(rows, 0, 4).slice(2));
});
