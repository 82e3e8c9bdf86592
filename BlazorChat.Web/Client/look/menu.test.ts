// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldMenusOnEscape } from './menu';

let stop: () => void;
beforeEach(() => {
  stop = foldMenusOnEscape();
  document.body.innerHTML = '<details id="a"><summary tabindex="0">A</summary><div class="bc-menu"><button>one</button></div></details><details id="b" open><summary>B</summary><p>no menu</p></details><input>';
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

const details = (id: string) => document.querySelector<HTMLDetailsElement>(`#${id}`)!;
const press = (target: EventTarget, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

test('Escape folds the menu it is pressed in and gives the focus to its head', () => {
  details('a').open = true;
  const item = details('a').querySelector('button')!;
  item.focus();
  expect(press(item).defaultPrevented).toBe(true);
  expect([details('a').open, document.activeElement]).toEqual([false, details('a').querySelector('summary')]);
});

test('where nothing has the focus it folds the menu that is open, and nothing that is no menu', () => {
  details('a').open = true;
  press(document.body);
  expect([details('a').open, details('b').open]).toEqual([false, true]);
});

test('it is left to who writes elsewhere, who composes a word, and who has used it already', () => {
  details('a').open = true;
  const field = document.querySelector('input')!;
  field.focus();
  press(field);
  const item = details('a').querySelector('button')!;
  press(item, { isComposing: true });
  item.addEventListener('keydown', (event) => event.preventDefault());
  press(item);
  expect(details('a').open).toBe(true);
});
