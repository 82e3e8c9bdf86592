// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, networkCode } from '../api';
import { offerUndo } from './undo.element';

let undo = vi.fn(async () => {});
const settle = vi.fn();

beforeEach(() => {
  document.documentElement.lang = 'en';
  vi.useFakeTimers();
  undo = vi.fn(async () => {});
  settle.mockReset();
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

async function offer(text = 'History cleared.'): Promise<void> {
  offerUndo({ text, clearing: { undo: () => undo(), settle } });
  await vi.advanceTimersByTimeAsync(0);
}

const element = () => document.querySelector('chat-undo')!;
const status = () => element().shadowRoot!.querySelector('[role=status]')!;
const buttons = () => [...element().shadowRoot!.querySelectorAll('button')];
const left = () => element().shadowRoot!.querySelector('.left')?.textContent;
const press = async (key: Partial<KeyboardEventInit> = {}, target: EventTarget = document.body) => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, composed: true, ...key }));
  await vi.advanceTimersByTimeAsync(0);
};

test('is offered for ten seconds, counted down, and is over then', async () => {
  await offer();
  expect([status().textContent, left()]).toEqual([expect.stringContaining('History cleared.'), '10\u00a0s']);
  await vi.advanceTimersByTimeAsync(4_100);
  expect(left()).toBe('6\u00a0s');
  await vi.advanceTimersByTimeAsync(5_600);
  expect([buttons().length, settle.mock.calls.length]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(600);
  expect([buttons().length, settle.mock.calls.length, undo.mock.calls.length]).toEqual([0, 1, 0]);
});

test('is told without taking the focus, its seconds are not read, and the page comes before it', async () => {
  document.body.innerHTML = '<textarea></textarea>';
  document.querySelector('textarea')!.focus();
  await offer();
  expect(document.activeElement).toBe(document.querySelector('textarea'));
  expect(element().shadowRoot!.querySelector('.left')!.getAttribute('aria-hidden')).toBe('true');
  expect([document.body.lastElementChild, buttons()[0]!.textContent, buttons()[0]!.getAttribute('aria-keyshortcuts')]).toEqual([element(), 'Undo', 'Control+Z']);
});

test('undoes, says so, goes by itself and does not settle', async () => {
  await offer();
  buttons()[0]!.click();
  await vi.advanceTimersByTimeAsync(0);
  expect([undo.mock.calls.length, status().textContent?.trim(), buttons().length]).toEqual([1, 'The history is back.', 0]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect([status().textContent?.trim(), settle.mock.calls.length]).toEqual(['', 0]);
});

test('Ctrl+Z undoes the newest, but not in a field, where it is the field’s own', async () => {
  document.body.innerHTML = '<textarea></textarea>';
  await offer('first');
  await offer('second');
  await press({}, document.querySelector('textarea')!);
  await press({ shiftKey: true });
  expect(undo).not.toHaveBeenCalled();
  await press();
  expect([undo.mock.calls.length, status().textContent]).toEqual([1, expect.stringContaining('first')]);
  expect(status().textContent).not.toContain('second');
});

test('two clearings can each be undone', async () => {
  await offer('first');
  await offer('second');
  expect([document.querySelectorAll('chat-undo').length, buttons().length]).toEqual([1, 2]);
});

test('without an answer it can be tried again as long as there is time', async () => {
  undo.mockRejectedValueOnce(new ApiError(0, networkCode));
  await offer();
  buttons()[0]!.click();
  await vi.advanceTimersByTimeAsync(0);
  expect([status().textContent, buttons().length]).toEqual([expect.stringContaining('not undone yet'), 1]);
  buttons()[0]!.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(status().textContent?.trim()).toBe('The history is back.');
});

test.each([[new ApiError(409, 'too-late'), 'too late'], [new Error('?'), 'did not work']])('says when it was not undone: %s', async (error, text) => {
  undo.mockRejectedValueOnce(error);
  await offer();
  buttons()[0]!.click();
  await vi.advanceTimersByTimeAsync(0);
  expect([status().textContent, buttons().length]).toEqual([expect.stringContaining(text), 0]);
});

test('the focus goes back to where it came from when the button goes', async () => {
  document.body.innerHTML = '<button id="menu"></button>';
  const menu = document.querySelector<HTMLElement>('#menu')!;
  menu.focus();
  await offer();
  element().dispatchEvent(new FocusEvent('focusin', { relatedTarget: menu }));
  buttons()[0]!.focus();
  await vi.advanceTimersByTimeAsync(10_500);
  expect(document.activeElement).toBe(menu);
});
