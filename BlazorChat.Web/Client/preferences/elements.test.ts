// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../preferences/choice.element';
import '../preferences/revert.element';
import '../preferences/sample.element';
import '../preferences/trouble.element';
import '../people/time.element';
import { defaults } from './preferences';
import { preferences, storageKey } from './store';

const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  globalThis.blazorChatPreferences = undefined;
  root.lang = 'en';
  document.body.innerHTML = '';
});

afterEach(() => vi.unstubAllGlobals());

async function show(html: string): Promise<void> {
  document.body.innerHTML = html;
  await Promise.resolve(); // the fields come after their element
}

const radios = (name: string, ...values: string[]) =>
  `<chat-choice name="${name}">${values.map((value) => `<input type="radio" name="${name}" value="${value}">`).join('')}</chat-choice>`;

function pick(value: string): void {
  const field = document.querySelector<HTMLInputElement>(`input[value="${value}"]`)!;
  field.checked = true;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

async function drawn(selector: string): Promise<ShadowRoot> {
  const element = document.querySelector(selector) as HTMLElement & { updateComplete: Promise<unknown> };
  await element.updateComplete;
  return element.shadowRoot!;
}

test('a choice shows what holds, and what is chosen holds at once and is kept', async () => {
  localStorage.setItem(storageKey, JSON.stringify({ ...defaults, theme: 'pink' }));
  await show(radios('theme', 'pink', 'night'));
  expect(document.querySelector<HTMLInputElement>('input[value=pink]')!.checked).toBe(true);
  expect(root.dataset['theme']).toBe('pink');
  pick('night');
  expect(root.dataset['theme']).toBe('night');
  expect(JSON.parse(localStorage.getItem(storageKey)!)).toEqual({ ...defaults, theme: 'night' });
});

test('letters, size and density stand on the page, their defaults do not', () => {
  for (const [name, value] of [['font', 'times'], ['size', '19'], ['density', 'bubbles']] as const) {
    preferences().choose(name, value);
    expect(root.dataset[name]).toBe(value);
    preferences().choose(name, defaults[name]);
    expect(root.dataset[name]).toBeUndefined();
  }
});

test('a value or a name that is not known changes nothing', () => {
  document.body.innerHTML = radios('theme', 'url(evil)') + radios('constructor', 'night');
  pick('url(evil)');
  pick('night');
  expect(preferences().now).toEqual(defaults);
});

test('an accent is made readable, shown in its field, and can be left', async () => {
  preferences().choose('theme', 'light');
  await show('<chat-choice name="accent"><input type="color"><button data-none></button></chat-choice>');
  const [field, none] = [document.querySelector('input')!, document.querySelector('button')!];
  expect(none.disabled).toBe(true);
  field.value = '#ffff00';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  expect(preferences().now.accent).toBe('#ffff00');
  expect(root.style.getPropertyValue('--bc-primary')).toMatch(/^#[0-7]/);
  none.click();
  expect(preferences().now.accent).toBe('');
  expect(root.style.getPropertyValue('--bc-primary')).toBe('');
});

test('the default layout comes back with one click, and what was before with another', async () => {
  preferences().choose('theme', 'hacker');
  preferences().choose('size', '22');
  document.body.innerHTML = '<chat-revert></chat-revert>';
  const shadow = await drawn('chat-revert');
  shadow.querySelector('button')!.click();
  expect(preferences().now).toEqual(defaults);
  await drawn('chat-revert');
  expect(shadow.textContent).toContain('This is the default layout.');
  shadow.querySelector('button')!.click();
  expect(preferences().now).toEqual({ ...defaults, theme: 'hacker', size: '22' });
});

test('the default layout leaves alone what becomes of emoticons', async () => {
  preferences().choose('emoticons', 'off');
  document.body.innerHTML = '<chat-revert></chat-revert>';
  expect((await drawn('chat-revert')).querySelector('button')).toBeNull();
  preferences().choose('theme', 'hacker');
  (await drawn('chat-revert')).querySelector('button')!.click();
  expect(preferences().now).toEqual({ ...defaults, emoticons: 'off' });
});

test('what cannot be read is told, and no more once that is understood', async () => {
  localStorage.setItem(storageKey, '{"theme":"<script>alert(1)</script>","size":"17"}');
  document.body.innerHTML = '<chat-preferences-trouble></chat-preferences-trouble>';
  const shadow = await drawn('chat-preferences-trouble');
  expect(shadow.textContent).toContain('could not be read');
  expect(preferences().now).toEqual({ ...defaults, size: '17' });
  shadow.querySelector('button')!.click();
  await drawn('chat-preferences-trouble');
  expect(shadow.textContent).not.toContain('could not be read');
  expect(JSON.parse(localStorage.getItem(storageKey)!)).toEqual({ ...defaults, size: '17' });
});

test.each(['full', 'forbidden'])('with storage %s a choice holds until the page is closed, and that is told', async (how) => {
  const refuse = () => { throw new DOMException('no', 'QuotaExceededError'); };
  vi.stubGlobal('localStorage', { setItem: refuse, getItem: how === 'forbidden' ? refuse : () => null });
  preferences().choose('theme', 'blue');
  document.body.innerHTML = '<chat-preferences-trouble></chat-preferences-trouble>';
  expect((await drawn('chat-preferences-trouble')).textContent).toContain('keeps no settings');
  expect(root.dataset['theme']).toBe('blue');
});

test('another tab’s choice holds here too', () => {
  document.body.innerHTML = radios('theme', 'pink', 'night');
  localStorage.setItem(storageKey, JSON.stringify({ ...defaults, theme: 'night' }));
  dispatchEvent(new StorageEvent('storage', { key: storageKey }));
  expect(root.dataset['theme']).toBe('night');
  expect(document.querySelector<HTMLInputElement>('input[value=night]')!.checked).toBe(true);
});

test('the sample is drawn as messages are, in the chosen density and clock', async () => {
  document.body.innerHTML = '<chat-sample user="11111111-1111-4111-8111-111111111111" name="Uma"></chat-sample>';
  const shadow = await drawn('chat-sample');
  expect(shadow.querySelectorAll('.row.message').length).toBe(3);
  expect(shadow.querySelectorAll('.row.own').length).toBe(1);
  preferences().choose('density', 'bubbles');
  preferences().choose('clock', '24');
  await drawn('chat-sample');
  expect(document.querySelector('chat-sample')!.getAttribute('density')).toBe('bubbles');
  expect(shadow.querySelector('time')!.textContent).toBe('16:05');
  preferences().choose('clock', '12');
  await drawn('chat-sample');
  expect(shadow.querySelector('time')!.textContent).toMatch(/^0?4:05/);
});

test('times of a list follow the clock', async () => {
  preferences().choose('clock', '24');
  document.body.innerHTML = `<chat-time at="${new Date().setHours(16, 5, 0, 0)}"></chat-time>`;
  const shadow = await drawn('chat-time');
  expect(shadow.textContent).toBe('16:05');
  preferences().choose('clock', '12');
  await drawn('chat-time');
  expect(shadow.textContent).toMatch(/^0?4:05/);
});
