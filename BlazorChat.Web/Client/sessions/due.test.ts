import { describe, expect, test } from 'vitest';
import { maxAge, maxMessages, whatIsDue, type CurrentSession } from './due';

const now = 1_790_000_000_000;
const session = (change: Partial<CurrentSession> = {}): CurrentSession =>
  ({ id: 'id', manifest: 'm', madeAt: now - 1000, count: 1, granted: ['a', 'b'], ...change });

describe('before a message', () => {
  test('the session in use goes on while the recipients are the same', () => {
    expect(whatIsDue(session(), ['b', 'a'], false, now)).toEqual({ act: 'keep' });
  });

  test('the first one is made', () => expect(whatIsDue(null, ['a'], true, now)).toEqual({ act: 'make' }));

  test.each([true, false])('a new one is made when somebody left, shared history or not (%s)', shared => {
    expect(whatIsDue(session(), ['a'], shared, now)).toEqual({ act: 'make' });
    expect(whatIsDue(session(), ['a', 'c'], shared, now)).toEqual({ act: 'make' });
  });

  test('newcomers are let in where history is shared, and only there', () => {
    expect(whatIsDue(session(), ['a', 'b', 'c'], true, now)).toEqual({ act: 'grant', kids: ['c'] });
    expect(whatIsDue(session(), ['a', 'b', 'c'], false, now)).toEqual({ act: 'make' });
  });

  test('a new one is made after 30 days', () => {
    expect(whatIsDue(session({ madeAt: now - maxAge + 1 }), ['a', 'b'], true, now)).toEqual({ act: 'keep' });
    expect(whatIsDue(session({ madeAt: now - maxAge }), ['a', 'b'], true, now)).toEqual({ act: 'make' });
  });

  test('a new one is made after 5,000 messages', () => {
    expect(whatIsDue(session({ count: maxMessages - 1 }), ['a', 'b'], true, now)).toEqual({ act: 'keep' });
    expect(whatIsDue(session({ count: maxMessages }), ['a', 'b'], true, now)).toEqual({ act: 'make' });
  });
});
