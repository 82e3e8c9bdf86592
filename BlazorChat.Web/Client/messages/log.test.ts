import { describe, expect, test } from 'vitest';
import type { Entry } from '../api';
import { Log } from './log';

const entry = (seq: number): Entry => ({ seq, at: seq, kind: 'room', n: seq, jws: '' });
const page = (from: number, to: number, last = to) =>
  ({ entries: Array.from({ length: to - from + 1 }, (_, i) => entry(from + i)), related: [], last, more: false, cleared: null, expired: null, retainDays: null });
const seqs = (log: Log) => log.entries.map(({ seq }) => seq);

/** A generator of numbers below a bound, the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
}

describe('the log', () => {
  test('takes nothing before its first page, and then what continues it', () => {
    const log = new Log();
    expect(log.take([entry(1)], true)).toBe(false);
    log.replace(page(1, 3));
    expect(log.take([entry(4)], true)).toBe(true);
    expect([seqs(log), log.isLive(3), log.isLive(4)]).toEqual([[1, 2, 3, 4], false, true]);
  });

  test('knows its ends', () => {
    const log = new Log();
    expect([log.atBeginning, log.atEnd]).toEqual([false, false]);
    log.replace({ entries: [], related: [], last: 0, more: false, cleared: null, expired: null, retainDays: null });
    expect([log.atBeginning, log.atEnd]).toEqual([true, true]);
    log.replace(page(5, 7, 9));
    expect([log.atBeginning, log.atEnd]).toEqual([false, false]);
    log.prepend(page(1, 4));
    log.append(page(8, 9));
    expect([log.atBeginning, log.atEnd, log.first, log.last]).toEqual([true, true, 1, 9]);
  });

  test('begins after what its reader has cleared, and knows that this is not the start of the conversation', () => {
    const log = new Log();
    log.replace({ ...page(9, 10), cleared: { seq: 8, at: 8 } });
    expect([log.atBeginning, log.fromTheStart, log.first, log.last]).toEqual([true, false, 9, 10]);
    log.replace({ ...page(10, 10), cleared: { seq: 8, at: 8 } });
    expect(log.atBeginning).toBe(false);
    log.prepend(page(9, 9));
    expect(log.atBeginning).toBe(true);
  });

  test('begins after what was deleted for its age, and lets go of it when that grows', () => {
    const log = new Log();
    log.replace({ ...page(3, 6), cleared: { seq: 1, at: 1 }, expired: { seq: 2, at: 2 }, retainDays: 30 });
    expect([log.floor, log.atBeginning, log.fromTheStart, log.retainDays]).toEqual([2, true, false, 30]);
    expect(log.expire({ ...page(6, 6), expired: { seq: 2, at: 2 } })).toBe(false);
    expect(log.expire({ ...page(6, 6), expired: { seq: 4, at: 4 } })).toBe(true);
    expect([log.first, log.last, log.atBeginning, log.atEnd]).toEqual([5, 6, true, true]);
    log.prepend(page(3, 4));
    expect(log.first).toBe(5);
    expect(log.expire({ ...page(6, 6), expired: { seq: 6, at: 6 } })).toBe(true);
    expect([log.entries.length, log.atBeginning, log.atEnd]).toEqual([0, true, true]);
  });

  test('of which all is cleared is at both its ends, and goes on with what comes', () => {
    const log = new Log();
    log.replace({ entries: [], related: [], last: 8, more: false, cleared: { seq: 8, at: 8 }, expired: null, retainDays: null });
    expect([log.atBeginning, log.atEnd, log.last]).toEqual([true, true, 8]);
    expect(log.take([entry(8), entry(9)], true)).toBe(true);
    expect([seqs(log), log.atBeginning, log.fromTheStart]).toEqual([[9], true, false]);
    log.replace(page(1, 9));
    expect([log.atBeginning, log.fromTheStart]).toEqual([true, true]);
  });

  test('does not show what lies beyond a hole, whatever a server sends', () => {
    const log = new Log();
    log.replace({ entries: [entry(1), entry(2), entry(5), entry(6)], related: [], last: 6, more: false, cleared: null, expired: null, retainDays: null });
    expect([seqs(log), log.atBeginning]).toEqual([[5, 6], false]);
    log.take([entry(8)], true);
    expect([seqs(log), log.atEnd]).toEqual([[5, 6], false]);
  });

  test.each([1, 2, 3, 4, 5])('is gapless and complete however entries come, repeated, late or in disorder (%i)', seed => {
    const pick = random(seed);
    const log = new Log();
    log.replace(page(1, 1));
    let newest = 1;
    for (let step = 0; step < 300; step++) {
      newest += pick(3);
      // A batch of any entries so far; a hole is asked for, as the conversation does.
      log.take(Array.from({ length: 1 + pick(4) }, () => entry(1 + pick(newest))), true);
      if (!log.atEnd) log.take(page(log.last + 1, Math.min(newest, log.last + 200)).entries, true);
      expect(seqs(log)).toEqual(Array.from({ length: log.last }, (_, i) => i + 1));
      expect(log.atEnd || log.last === newest).toBe(true);
    }
  });
});
