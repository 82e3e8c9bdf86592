// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import './welcome.element';

beforeEach(() => {
  localStorage.clear();
  document.documentElement.lang = 'en';
});

afterEach(() => vi.unstubAllGlobals());

async function shown() {
  document.body.innerHTML = '<button data-welcome>First steps</button><chat-welcome></chat-welcome>';
  const element = document.querySelector('chat-welcome') as HTMLElement & { updateComplete: Promise<unknown> };
  await element.updateComplete;
  const dialog = element.shadowRoot!.querySelector('dialog')!;
  const press = async (name: string) => {
    [...dialog.querySelectorAll('button')].find((button) => button.textContent === name)!.click();
    await element.updateComplete;
  };
  return { dialog, press };
}

test('who comes for the first time goes through three steps, once', async () => {
  const { dialog, press } = await shown();
  expect(dialog.open).toBe(true);
  const titles: string[] = [];
  for (const step of [1, 2, 3]) {
    expect(dialog.textContent).toContain(`${step} of 3`);
    titles.push(dialog.querySelector('h2')!.textContent!);
    await press(step < 3 ? 'Next' : 'Start chatting');
  }
  expect(new Set(titles).size).toBe(3);
  expect(dialog.open).toBe(false);
  expect((await shown()).dialog.open).toBe(false);
});

test('it can be skipped, and called again from its beginning', async () => {
  const { dialog, press } = await shown();
  await press('Next');
  await press('Back');
  await press('Next');
  await press('Skip');
  expect(dialog.open).toBe(false);
  document.querySelector('button')!.click();
  await Promise.resolve();
  expect(dialog.open).toBe(true);
  expect(dialog.textContent).toContain('1 of 3');
});

test('a browser without a memory is left in peace', async () => {
  const refuse = () => { throw new DOMException('no'); };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  expect((await shown()).dialog.open).toBe(false);
});
