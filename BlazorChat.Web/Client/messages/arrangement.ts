// Which rows begin a day, which begin what is unread and which begin a group of one author. Each looks at its neighbour only, so that a row keeps
// its height while older ones are loaded before it.
import { dayOf } from '../people/moments';
import type { Row } from './types';

const groupWithin = 5 * 60_000;

export interface Placed {
  readonly row: Row;
  /** First of its day: a separator stands before it. */
  readonly newDay: boolean;
  /** First of what was unread: a line stands before it. */
  readonly unread: boolean;
  /** First of its author: it carries avatar, name and time. */
  readonly head: boolean;
  /** Last of its author. */
  readonly tail: boolean;
}

/** The rows from `start` to before `end`, each with its place among its neighbours. `unread`: the `seq` where unread begins. */
export function arrange(rows: readonly Row[], start: number, end: number, unread: number | null = null): Placed[] {
  return rows.slice(start, end).map((row, at) => ({
    row,
    newDay: beginsDay(rows[start + at - 1], row),
    unread: beginsUnread(rows[start + at - 1], row, unread),
    head: beginsGroup(rows[start + at - 1], row, unread),
    tail: beginsGroup(row, rows[start + at + 1], unread),
  }));
}

/** A place may have several rows: what is missing before a message stands before it. */
function beginsUnread(before: Row | undefined, row: Row, unread: number | null): boolean {
  return unread !== null && row.seq === unread && before?.seq !== unread;
}

function beginsDay(before: Row | undefined, row: Row): boolean {
  return before === undefined || dayOf(before.at) !== dayOf(row.at);
}

export function beginsGroup(before: Row | undefined, row: Row | undefined, unread: number | null = null): boolean {
  return row === undefined || beginsDay(before, row) || beginsUnread(before, row, unread) || !continues(before, row);
}

function continues(before: Row | undefined, row: Row): boolean {
  return before?.kind === 'message' && row.kind === 'message'
    && before.author.user === row.author.user
    && row.at - before.at < groupWithin;
}
