// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import './shortcuts.element';

beforeEach(() => {
  document.documentElement.lang = 'en';
  document.body.innerHTML = '<button data-shortcuts><b>Keyboard</b></button><chat-shortcuts></chat-shortcuts>';
});

async function sheet(): Promise<HTMLDialogElement> {
  const element = document.querySelector('chat-shortcuts') as HTMLElement & { updateComplete: Promise<unknown> };
  await element.updateComplete;
  return element.shadowRoot!.querySelector('dialog')!;
}

const press = (key: string, keys: KeyboardEventInit = {}) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...keys }));

test('Ctrl+/ shows the sheet and takes it away again, and so does the command key', async () => {
  const dialog = await sheet();
  press('/');
  expect(dialog.open).toBe(false);
  press('/', { ctrlKey: true });
  expect(dialog.open).toBe(true);
  press('/', { metaKey: true });
  expect(dialog.open).toBe(false);
});

test('a click on what leads to it shows it, and its button closes it', async () => {
  const dialog = await sheet();
  document.querySelector('b')!.click();
  expect(dialog.open).toBe(true);
  dialog.querySelector('button')!.click();
  expect(dialog.open).toBe(false);
});

test('keys are called as they are printed', async () => {
  document.documentElement.lang = 'fr';
  document.body.innerHTML = '<chat-shortcuts></chat-shortcuts>';
  expect([...(await sheet()).querySelectorAll('kbd')].map((key) => key.textContent)).toContain('Échap');
});
