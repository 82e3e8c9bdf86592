// Which rows begin a day and which begin a group of one author. Each looks at its neighbour only, so that a row keeps
// its height while older ones are loaded before it.
import { dayOf } from '../people/moments';
import type { Row } from './types';

const groupWithin = 5 * 60_000;

export interface Placed {
  readonly row: Row;
  /** First of its day: a separator stands before it. */
  readonly newDay: boolean;
  /** First of its author: it carries avatar, name and time. */
  readonly head: boolean;
  /** Last of its author. */
  readonly tail: boolean;
}

/** The rows from `start` to before `end`, each with its place among its neighbours. */
export function arrange(rows: readonly Row[], start: number, end: number): Placed[] {
  return rows.slice(start, end).map((row, at) => ({
    row,
    newDay: beginsDay(rows[start + at - 1], row),
    head: beginsGroup(rows[start + at - 1], row),
    tail: beginsGroup(row, rows[start + at + 1]),
  }));
}

function beginsDay(before: Row | undefined, row: Row): boolean {
  return before === undefined || dayOf(before.at) !== dayOf(row.at);
}

function beginsGroup(before: Row | undefined, row: Row | undefined): boolean {
  return row === undefined || beginsDay(before, row) || !continues(before, row);
}

function continues(before: Row | undefined, row: Row): boolean {
  return before?.kind === 'message' && row.kind === 'message'
    && before.author.user === row.author.user
    && row.at - before.at < groupWithin;
}
