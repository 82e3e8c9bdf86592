import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, networkCode } from '../api';
import { FormatError } from '../crypto/errors';
import { passes, Retry } from './retry';
import { usualPace } from './world';

const noAnswer = new ApiError(0, networkCode);

test('a fault passes when there was no answer or no room, and not when it was refused, is malformed or our own', () => {
  const full = new DOMException('', 'QuotaExceededError');
  expect([noAnswer, new ApiError(503, 'busy'), new ApiError(429, 'throttled'), full].map(passes)).toEqual([true, true, true, true]);
  const refused = [new ApiError(404, 'not-found'), new ApiError(403, 'forbidden')];
  expect([...refused, new FormatError('bad-header'), new TypeError()].map(passes)).toEqual([false, false, false, false]);
});

describe('a retry', () => {
  let times: number[];
  let retry: Retry;
  beforeEach(() => {
    vi.useFakeTimers();
    const begun = Date.now();
    times = [];
    retry = new Retry(usualPace, () => times.push(Date.now() - begun));
  });
  afterEach(() => vi.useRealTimers());

  test('waits a second, then twice as long each time, half a minute at most, and a second again after it went well', () => {
    for (let i = 0; i < 7; i++) {
      retry.later(noAnswer);
      vi.runAllTimers();
    }
    expect(times.map((time, i) => time - (times[i - 1] ?? 0))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    retry.wentWell();
    retry.later(noAnswer);
    vi.runAllTimers();
    expect(times.at(-1)! - times.at(-2)!).toBe(1_000);
  });

  test('is one, however much goes wrong', () => {
    for (let i = 0; i < 9; i++) retry.later(noAnswer);
    expect([retry.isWaiting, vi.getTimerCount()]).toEqual([true, 1]);
    vi.runAllTimers();
    expect([times, retry.isWaiting]).toEqual([[1_000], false]);
  });

  test('leaves the server alone for as long as it wishes', () => {
    retry.later(new ApiError(429, 'throttled', {}, 45_000));
    vi.runAllTimers();
    expect(times).toEqual([45_000]);
  });

  test('that waits is not forgotten because something else went well', () => {
    retry.later(noAnswer);
    retry.wentWell();
    vi.runAllTimers();
    expect(times).toEqual([1_000]);
  });

  test('comes no more once it is called off or stopped', () => {
    retry.later(noAnswer);
    retry.callOff();
    expect(vi.getTimerCount()).toBe(0);
    retry.later(noAnswer);
    retry.stop();
    retry.later(noAnswer);
    vi.runAllTimers();
    expect(times).toEqual([]);
  });
});
