// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeConversation } from '../messages/testing/fake-conversation';
import './read-by.element';
import './read-sharing.element';

beforeEach(() => { document.body.innerHTML = ''; });
afterEach(() => { document.documentElement.lang = 'en'; });

const settle = async (element: { updateComplete: Promise<unknown> }) => {
  for (let i = 0; i < 4; i++) await new Promise((done) => setTimeout(done));
  await element.updateComplete;
};

async function readBy(readers: readonly string[], more = 0) {
  const conversation = new FakeConversation();
  conversation.nameOf = async (user) => (user === 'nobody' ? null : `<i>${user}</i>`);
  const element = Object.assign(document.createElement('chat-read-by'), { readers, more, conversation });
  document.body.append(element);
  await element.updateComplete;
  return { element, root: element.shadowRoot!, button: element.shadowRoot!.querySelector('button')! };
}

test.each([['en', 'Read by 2'], ['fr', 'Lu par 2']])('who has read is counted, and named when it has the focus (%s)', async (language, text) => {
  document.documentElement.lang = language;
  const { element, root, button } = await readBy(['ann', 'ben']);
  expect([button.textContent, root.querySelector('[role=tooltip]')]).toEqual([text, null]);
  button.dispatchEvent(new Event('focus'));
  await settle(element);
  expect([...root.querySelectorAll('bdi')].map((name) => name.textContent)).toEqual(['<i>ann</i>', '<i>ben</i>']);
  expect(root.querySelector('i')).toBeNull();
  expect(button.getAttribute('aria-describedby')).toBe(root.querySelector('[role=tooltip]')!.id);
  button.dispatchEvent(new Event('blur'));
  await settle(element);
  expect(root.querySelector('[role=tooltip]')).toBeNull();
});

test('ten are named, the others are counted', async () => {
  const { element, root, button } = await readBy(Array.from({ length: 12 }, (_, i) => `user ${i}`), 100);
  expect(button.textContent).toBe('Read by 112');
  button.dispatchEvent(new Event('pointerenter'));
  await settle(element);
  expect(root.querySelectorAll('bdi').length).toBe(10);
  expect(root.querySelector('[role=tooltip] span')!.textContent).toBe('and 102 more');
  button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  await settle(element);
  expect(root.querySelector('[role=tooltip]')).toBeNull();
});

test('the switch shows what the server has, and goes back to it where it is not taken', async () => {
  const element = document.createElement('chat-read-sharing');
  let refuses = false;
  const asked: boolean[] = [];
  element.api = { tellsReading: async () => true, tellReading: async (tells) => {
    asked.push(tells);
    if (refuses) throw new Error('no network');
  } };
  document.body.append(element);
  await settle(element);
  const [on, off] = [...element.querySelectorAll('input')] as [HTMLInputElement, HTMLInputElement];
  expect([on.checked, off.checked, on.disabled]).toEqual([true, false, false]);
  const pick = async (field: HTMLInputElement) => {
    field.checked = true;
    field.dispatchEvent(new Event('change'));
    await settle(element);
  };
  await pick(off);
  expect([on.checked, off.checked, asked]).toEqual([false, true, [false]]);
  refuses = true;
  await pick(on);
  expect([on.checked, off.checked, element.querySelector('[role=alert]')!.textContent]).toEqual([false, true, expect.stringContaining('cannot be reached')]);
});

test('without a server nothing can be switched', async () => {
  const element = document.createElement('chat-read-sharing');
  element.api = { tellsReading: async () => { throw new Error('no network'); }, tellReading: async () => undefined };
  document.body.append(element);
  await settle(element);
  expect([...element.querySelectorAll('input')].every((field) => field.disabled)).toBe(true);
  expect(element.querySelector('[role=alert]')!.textContent).toContain('cannot be reached');
});
