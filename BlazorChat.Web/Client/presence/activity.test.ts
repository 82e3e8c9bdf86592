// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Activity, hiddenAfterMs, idleAfterMs } from './activity';

let activity: Activity;
let told: boolean[];
let visibility: DocumentVisibilityState;

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  told = [];
  activity = new Activity();
  activity.attach((idle) => told.push(idle));
});
afterEach(() => {
  activity.detach();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function look(at: DocumentVisibilityState): void {
  visibility = at;
  document.dispatchEvent(new Event('visibilitychange'));
}
const sign = (name: string) => document.dispatchEvent(new Event(name));

test('a page that is left alone for ten minutes says so once, and that somebody is back at once', () => {
  vi.advanceTimersByTime(idleAfterMs - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(idleAfterMs * 5);
  expect(told).toEqual([true]);
  sign('keydown');
  sign('pointermove');
  expect(told).toEqual([true, false]);
  vi.advanceTimersByTime(idleAfterMs);
  expect(told).toEqual([true, false, true]);
});

test.each(['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])('%s is a sign that somebody is here', (name) => {
  vi.advanceTimersByTime(idleAfterMs - 1_000);
  sign(name);
  vi.advanceTimersByTime(idleAfterMs - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([true]);
});

test('a hidden page is left after a minute, not for a glance elsewhere', () => {
  look('hidden');
  vi.advanceTimersByTime(hiddenAfterMs - 1);
  look('visible');
  vi.advanceTimersByTime(hiddenAfterMs);
  expect(told).toEqual([]);
  look('hidden');
  vi.advanceTimersByTime(hiddenAfterMs);
  expect(told).toEqual([true]);
  look('visible');
  expect(told).toEqual([true, false]);
});

test('what a lost connection swallowed is said again, and a page that was left before is told of too', () => {
  activity.tellAgain();
  expect(told).toEqual([]);
  vi.advanceTimersByTime(idleAfterMs);
  activity.tellAgain();
  expect(told).toEqual([true, true]);
});

test('a page that is detached says nothing more', () => {
  activity.detach();
  vi.advanceTimersByTime(idleAfterMs * 2);
  sign('keydown');
  expect(told).toEqual([]);
});
