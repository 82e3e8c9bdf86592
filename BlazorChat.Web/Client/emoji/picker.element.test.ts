// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEmojiPicker } from './picker.element';
import { emojiSettings } from './settings';
import { serveEmoji } from './testing/emoji';

let picker: ChatEmojiPicker;
let picked: [string, boolean][];
let closed: boolean[];
beforeEach(async () => {
  vi.resetModules(); // what was loaded is kept by the page
  serveEmoji();
  if (customElements.get('chat-emoji-picker') === undefined) await import('./picker.element');
  document.documentElement.lang = 'en';
  picker = document.createElement('chat-emoji-picker');
  picker.user = 'ann';
  [picked, closed] = [[], []];
  document.body.append(picker);
});
afterEach(() => {
  picker.remove();
  localStorage.clear();
  vi.unstubAllGlobals();
});

async function open(): Promise<void> {
  picker.open({ by: document.body, pick: (emoji, stays) => picked.push([emoji, stays]), closed: (away) => closed.push(away) });
  await vi.waitFor(() => expect(cells().length).toBeGreaterThan(0));
}
const root = () => picker.renderRoot as ShadowRoot;
const find = <T extends HTMLElement>(selector: string) => root().querySelector<T>(selector)!;
const cells = () => [...root().querySelectorAll<HTMLElement>('[role=gridcell]')];
const focused = () => root().activeElement as HTMLElement | null;
async function press(on: Element, key: string, more: KeyboardEventInit = {}): Promise<void> {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));
  await picker.updateComplete;
}
async function type(text: string): Promise<void> {
  const field = find<HTMLInputElement>('input[type=search]');
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await picker.updateComplete;
}

test('a click picks, closes, and is remembered', async () => {
  await open();
  cells()[0]!.click();
  expect(picked).toEqual([['😀', false]]);
  expect(closed).toEqual([false]);
  expect(emojiSettings('ann').recent).toEqual(['😀']);
  await open();
  expect(find('.title').textContent).toBe('Recently used');
});

test('only what is in sight is drawn', async () => {
  await open();
  expect(cells().length).toBeLessThan(200);
  expect(Number(find('[role=grid]').getAttribute('aria-rowcount'))).toBeGreaterThan(200);
});

test('one cell is in the tab order, arrows move it, Enter picks it', async () => {
  await open();
  await press(find('input[type=search]'), 'ArrowDown');
  expect(focused()?.getAttribute('aria-label')).toBe('grinning face');
  await press(focused()!, 'ArrowRight');
  expect(cells().filter((cell) => cell.tabIndex === 0).map((cell) => cell.getAttribute('aria-label'))).toEqual(['grinning face with big eyes']);
  await press(focused()!, 'End', { ctrlKey: true });
  expect(focused()?.getAttribute('aria-label')).toMatch(/flag/);
  await press(focused()!, 'Home', { ctrlKey: true });
  await press(focused()!, 'Enter', { shiftKey: true });
  expect(picked).toEqual([['😀', true]]);
  await press(focused()!, ' ');
  expect(picked).toEqual([['😀', true], ['😀', false]]);
});

test('the search finds, says how many, and Enter takes the first', async () => {
  await open();
  await type('pizza');
  expect(find('[role=status]').textContent).toBe('2 emoji found');
  await press(find('input[type=search]'), 'Enter');
  expect(picked).toEqual([['🍕', false]]);
});

test('nothing found is said with the word, which is text', async () => {
  await open();
  await type('<b>qqq</b>');
  expect(find('.scroller').textContent).toContain('No emoji is called “<b>qqq</b>”');
  expect(root().querySelector('.scroller b')).toBeNull();
});

test('the skin tone chosen is that of all hands from then on', async () => {
  await open();
  const dark = find<HTMLInputElement>('.tones label:last-child input');
  dark.checked = true;
  dark.dispatchEvent(new Event('change', { bubbles: true }));
  await type('thumbs up');
  cells()[0]!.click();
  expect(picked).toEqual([['👍🏿', false]]);
  expect(emojiSettings('ann')).toEqual({ tone: 5, recent: ['👍'] });
});

test('Escape gives the focus back, something else pressed keeps it', async () => {
  await open();
  await press(find('input[type=search]'), 'Escape');
  expect(closed).toEqual([false]);
  expect(root().querySelector('.panel')).toBeNull();
  await open();
  const outside = document.body.appendChild(document.createElement('p'));
  picker.open({ by: picker, pick: () => undefined, closed: (away) => closed.push(away) });
  outside.dispatchEvent(new Event('pointerdown', { bubbles: true, composed: true }));
  outside.remove();
  expect(closed.at(-1)).toBe(true);
});

test('nothing pressed, typed or pointed at is an event for the page around it', async () => {
  const heard = vi.fn();
  const names = ['click', 'pointerup', 'mousedown', 'mouseover', 'keydown', 'keyup', 'input', 'change', 'beforeinput'];
  for (const name of names) document.addEventListener(name, heard);
  await open();
  await type('secret');
  await press(find('input[type=search]'), 's');
  await type('');
  for (const name of names) cells()[0]!.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  for (const name of names) document.removeEventListener(name, heard);
  expect(picked).toHaveLength(1);
  expect(heard).not.toHaveBeenCalled();
});

test('hostile settings open as defaults', async () => {
  localStorage.setItem('bc-emoji:ann', JSON.stringify({ tone: 'javascript:1', recent: ['<img>', '😀😀😀', 7] }));
  await open();
  expect(find('.title').textContent).toBe('Smileys and feelings');
  expect(find<HTMLInputElement>('.tones input').checked).toBe(true);
});
