// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../preferences/window-size.element';
import './window.element';
import { defaults } from '../preferences/preferences';
import { preferences } from '../preferences/store';
import { parseSize, writeSize } from '../preferences/window-size';
import { fitAtStart, fitToChosenSize, isOwnWindow } from './own-window';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  globalThis.blazorChatPreferences = undefined;
  document.documentElement.lang = 'en';
  document.body.innerHTML = '';
  window.name = '';
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function show(html: string): HTMLElement & { updateComplete: Promise<unknown> } {
  document.body.innerHTML = html;
  return document.body.firstElementChild as HTMLElement & { updateComplete: Promise<unknown> };
}

/** A browser whose windows follow, or do not. */
function resizable(obeys: boolean): ReturnType<typeof vi.fn> {
  Object.assign(window, { innerWidth: 1000, innerHeight: 800, outerWidth: 1016, outerHeight: 888 });
  const resizeTo = vi.fn((width: number, height: number) => {
    if (obeys) Object.assign(window, { innerWidth: width - 16, innerHeight: height - 88 });
  });
  vi.stubGlobal('resizeTo', resizeTo);
  return resizeTo;
}

async function fitted(): Promise<boolean> {
  const fits = fitToChosenSize();
  await vi.advanceTimersByTimeAsync(300);
  return fits;
}

test('what no screen has is no size', () => {
  expect(parseSize('900x700')).toEqual({ width: 900, height: 700 });
  for (const text of ['0x0', '100000x700', '900', 'x', '900x', '-900x700', '1e3x700', '900x700 ', 'NaNxNaN', '٩٠٠x٧٠٠', '4001x700', '319x300', '900x3001']) expect(parseSize(text), text).toBeNull();
  expect(writeSize({ width: 0, height: 100_000 })).toBe('320x3000');
  expect(parseSize(writeSize({ width: 1023.6, height: 10 }))).toEqual({ width: 1024, height: 240 });
});

test('what stands in storage for a size is one, or the default', () => {
  localStorage.setItem('bc-preferences', '{"window":"100000x0"}');
  expect(preferences().now.window).toBe(defaults.window);
  preferences().choose('window', '0x0');
  expect(preferences().now.window).toBe(defaults.window);
});

test('a click opens the chat at the chosen size, each address in a window of its own', async () => {
  const focus = vi.fn();
  const open = vi.fn((..._: unknown[]) => ({ focus }));
  vi.stubGlobal('open', open);
  preferences().choose('window', '600x500');
  const element = show('<chat-window path="/chat/u/1" pop></chat-window>');
  await element.updateComplete;
  expect(element.querySelector('button')!.textContent).toBe('Open this conversation in its own window');
  element.querySelector('button')!.click();
  expect(open).toHaveBeenCalledWith('/chat/u/1', 'blazorchat:/chat/u/1', 'popup,width=600,height=500');
  expect(focus).toHaveBeenCalled();
});

test('a browser that opens none is told of', async () => {
  vi.stubGlobal('open', () => null);
  const element = show('<chat-window></chat-window>');
  await element.updateComplete;
  element.querySelector('button')!.click();
  await element.updateComplete;
  expect(element.querySelector('[role=status]')!.textContent).toContain('Allow this site');
});

test('in its own window the same line goes back to the chosen size', async () => {
  window.name = 'blazorchat:/chat';
  expect(isOwnWindow()).toBe(true);
  const resizeTo = resizable(true);
  const element = show('<chat-window></chat-window>');
  await element.updateComplete;
  expect(element.querySelector('button')!.textContent).toBe('Return to default size');
  element.querySelector('button')!.click();
  expect(resizeTo).toHaveBeenCalledWith(916, 788);
  await vi.advanceTimersByTimeAsync(300);
  await element.updateComplete;
  expect(element.querySelector('[role=status]')!.textContent).toBe('');
});

test('a browser that does not resize is told of honestly', async () => {
  resizable(false);
  expect(await fitted()).toBe(false);
  resizable(true);
  expect(await fitted()).toBe(true);
});

test('an installed app begins at the chosen size once, a tab never', () => {
  const resizeTo = resizable(true);
  fitAtStart();
  expect(resizeTo).not.toHaveBeenCalled();
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('standalone'), addEventListener: () => {} }));
  fitAtStart();
  fitAtStart();
  expect(resizeTo).toHaveBeenCalledTimes(1);
});

test('the present size becomes the default', async () => {
  resizable(true);
  const element = show('<chat-window-size></chat-window-size>');
  await element.updateComplete;
  element.shadowRoot!.querySelector('button')!.click();
  await element.updateComplete;
  expect(preferences().now.window).toBe('1000x800');
  expect(element.shadowRoot!.textContent).toContain('Your own size: 1000 × 800');
});
