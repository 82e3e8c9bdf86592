// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, networkCode } from '../api';
import './block-dialog.element';
import './blocked.element';
import './blocked-people.element';

const anna = '9ac41d77-0000-4000-8000-000000000002';

async function show<E extends HTMLElement & { updateComplete: Promise<unknown> }>(element: E, more: object): Promise<E> {
  Object.assign(element, more);
  document.body.append(element);
  await element.updateComplete;
  return element;
}
const button = (root: ParentNode, text: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text)!;
const submit = (root: ParentNode) => root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));

beforeEach(() => { document.documentElement.lang = 'en'; });
afterEach(() => document.body.replaceChildren());

describe('the dialog', () => {
  test('says what blocking does and what it does not, before it is done', async () => {
    const blocked: string[] = [];
    const dialog = await show(document.createElement('chat-block-dialog'), { peer: anna, name: 'Anna', api: { block: async (user: string) => void blocked.push(user) } });
    const root = dialog.shadowRoot!;
    expect(root.textContent).toContain('Block Anna?');
    expect(root.textContent).toContain('neither of you can write');
    expect(root.textContent).toContain('In rooms you are both in, you go on reading each other.');
    expect(blocked).toEqual([]);
    submit(root);
    await vi.waitFor(() => expect(document.querySelector('chat-block-dialog')).toBeNull());
    expect(blocked).toEqual([anna]);
  });

  test('stays and says so when it did not happen', async () => {
    const dialog = await show(document.createElement('chat-block-dialog'), { peer: anna, name: 'Anna', api: { block: async () => { throw new ApiError(0, networkCode); } } });
    submit(dialog.shadowRoot!);
    await vi.waitFor(() => expect(dialog.shadowRoot!.querySelector('[role=alert]')!.textContent).toContain('Nothing was changed'));
    expect(dialog.isConnected).toBe(true);
  });
});

describe('in the place of the composer', () => {
  test('stands that one has blocked, and how to undo it', async () => {
    const unblocked: string[] = [];
    const bar = await show(document.createElement('chat-blocked'), { peer: anna, name: 'Anna', api: { unblock: async (user: string) => void unblocked.push(user) } });
    expect(bar.shadowRoot!.textContent).toContain('You have blocked Anna');
    button(bar.shadowRoot!, 'Unblock').click();
    await vi.waitFor(() => expect(unblocked).toEqual([anna]));
  });
});

describe('the list on the settings page', () => {
  const carl = { user: 'carl', name: 'Carl', chosen: 'Charlie' };
  const people = [{ user: anna, name: 'Anna', chosen: null }, carl];

  test('names whom one has blocked, and unblocks one', async () => {
    const list = await show(document.createElement('chat-blocked-people'), { api: { blocked: async () => people, unblock: async () => {} } });
    await vi.waitFor(() => expect(list.querySelectorAll('li')).toHaveLength(2));
    expect(list.textContent).toContain('Charlie');
    list.querySelector<HTMLButtonElement>('[aria-label="Unblock Anna"]')!.click();
    await vi.waitFor(() => expect([...list.querySelectorAll('li bdi')].map(({ textContent }) => textContent)).toEqual(['Carl', 'Charlie']));
    expect(document.activeElement).toBe(list.querySelector('button'));
  });

  test('says that there is nobody, and that it could not be asked', async () => {
    expect((await vi.waitFor(async () => {
      const list = await show(document.createElement('chat-blocked-people'), { api: { blocked: async () => [] } });
      await list.updateComplete;
      return list.textContent;
    }))).toContain('You have blocked nobody.');
    const failed = await show(document.createElement('chat-blocked-people'), { api: { blocked: async () => { throw new ApiError(0, networkCode); } } });
    await vi.waitFor(() => expect(failed.textContent).toContain('cannot be reached'));
    expect(failed.textContent).not.toContain('nobody');
  });

  test('keeps who could not be unblocked', async () => {
    const list = await show(document.createElement('chat-blocked-people'), { api: { blocked: async () => people, unblock: async () => { throw new ApiError(429, 'throttled'); } } });
    await vi.waitFor(() => expect(list.querySelectorAll('li')).toHaveLength(2));
    list.querySelector<HTMLButtonElement>('[aria-label="Unblock Anna"]')!.click();
    await vi.waitFor(() => expect(list.textContent).toContain('That was a lot at once.'));
    expect(list.querySelectorAll('li')).toHaveLength(2);
  });
});
