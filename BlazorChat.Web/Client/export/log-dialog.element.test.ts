// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, networkCode } from '../api';
import { engineHost } from '../messages/host';
import { fakeEngine, FakeConversation, message, reader } from '../messages/testing/fake-conversation';
import type { Portion } from '../messages/transcript';
import './log-dialog.element';
import type { ChatLogDialog } from './log-dialog.element';
import './save-log.element';

const now = new Date(2026, 10, 23, 12).getTime();
const offered: { blob: Blob; name: string }[] = [];
const portion = (seq: number, span: number): Portion => ({ rows: [message(seq, `text ${seq}`)], messages: [], read: seq, span });
let dialog: ChatLogDialog;

beforeEach(() => { document.documentElement.lang = 'en'; });
afterEach(() => {
  document.body.replaceChildren();
  offered.splice(0);
  engineHost.close();
  vi.useRealTimers();
});

async function open(conversation: FakeConversation): Promise<ShadowRoot> {
  dialog = document.createElement('chat-log-dialog');
  dialog.conversation = conversation;
  dialog.reader = reader;
  dialog.surroundings = { now: () => now, origin: 'https://chat.example', offer: (blob, name) => void offered.push({ blob, name }) };
  document.body.append(dialog);
  await dialog.updateComplete;
  return dialog.shadowRoot!;
}

function filled(...portions: Portion[]): FakeConversation {
  const conversation = new FakeConversation();
  conversation.portions = portions;
  return conversation;
}

const choose = async (root: ShadowRoot, value: string) => {
  root.querySelector<HTMLInputElement>(`input[value=${value}]`)!.dispatchEvent(new Event('change'));
  await dialog.updateComplete;
};
const submit = (root: ShadowRoot) => root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
const shows = (root: ShadowRoot, text: string) => vi.waitFor(() => expect(root.textContent).toContain(text));

test('is a modal dialog with a name, and every field has one', async () => {
  const root = await open(filled());
  const element = root.querySelector('dialog')!;
  expect([element.open, root.getElementById(element.getAttribute('aria-labelledby')!)?.textContent]).toEqual([true, 'Save this conversation']);
  await choose(root, 'period');
  const named = (input: HTMLInputElement) => (input.closest('label')!.textContent ?? '').trim().split('\n')[0];
  expect([...root.querySelectorAll('input')].map(named)).toEqual(
    ['The whole conversation', 'A period', 'First day', 'Last day', 'Text', 'Web page', 'Archive with signatures (JSON)']);
});

test('says that signatures are proof where they are saved, and only there, in either language', async () => {
  const root = await open(filled());
  expect(root.querySelector('.proof')).toBeNull();
  await choose(root, 'json');
  expect(root.querySelector('.proof')?.textContent).toBe('Signatures are proof. Whoever gets this archive can show to anybody who wrote what: the others, and you.');
  document.documentElement.lang = 'fr';
  dialog.requestUpdate();
  await dialog.updateComplete;
  expect(root.querySelector('.proof')?.textContent).toMatch(/^Les signatures sont des preuves/);
});

test('hands the file to the browser under the name of the other and the day', async () => {
  const root = await open(filled(portion(1, 2), portion(2, 2)));
  submit(root);
  await shows(root, '2 messages were handed to your browser as “Chat with Anna 2026-11-23.txt”.');
  expect(offered.map(({ name }) => name)).toEqual(['Chat with Anna 2026-11-23.txt']);
  expect(await offered[0]!.blob.text()).toContain('text 2');
  root.querySelector<HTMLButtonElement>('.primary')!.click();
  await vi.waitFor(() => expect(dialog.isConnected).toBe(false));
});

test('reads only the days that were chosen, and says when they make no sense', async () => {
  const conversation = filled(portion(1, 1));
  const root = await open(conversation);
  await choose(root, 'period');
  submit(root);
  await shows(root, 'Choose a first day, a last day or both.');
  const [from, to] = [...root.querySelectorAll<HTMLInputElement>('input[type=date]')];
  [from!.value, to!.value] = ['2026-11-24', '2026-11-23'];
  submit(root);
  await shows(root, 'The last day is before the first.');
  [from!.value, to!.value] = ['2026-11-22', '2026-11-23'];
  submit(root);
  await shows(root, 'was handed to your browser');
  expect(conversation.calls).toEqual([`transcript ${new Date(2026, 10, 22).getTime()} ${new Date(2026, 10, 24).getTime()}`]);
});

test('shows how far it is and stops when told, with nothing saved', async () => {
  const conversation = filled();
  conversation.transcript = async function* (_, signal) {
    yield portion(1, 4);
    await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(signal.reason as Error)); });
  };
  const root = await open(conversation);
  submit(root);
  await shows(root, '1 message so far');
  expect(root.querySelector('progress')?.value).toBe(0.25);
  root.querySelector<HTMLButtonElement>('button')!.click();
  await shows(root, 'Stopped. Nothing was saved.');
  expect(offered).toEqual([]);
});

test('a page that is left stops it too', async () => {
  const conversation = filled();
  let stopped = false;
  conversation.transcript = async function* (_, signal) {
    yield portion(1, 4);
    await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { stopped = true; reject(signal.reason as Error); }); });
  };
  submit(await open(conversation));
  await vi.waitFor(() => expect(dialog.shadowRoot!.querySelector('progress')).not.toBeNull());
  dialog.remove();
  await vi.waitFor(() => expect(stopped).toBe(true));
});

test.each([
  [new ApiError(0, networkCode), 'The server does not answer. Nothing was saved'], [Object.assign(new Error(), { code: 'hole' }), 'The server left out messages'],
  [new TypeError('x'), 'Something went wrong, and nothing was saved.'],
])('a failure says what to do (%s)', async (error, says) => {
  const conversation = filled();
  // eslint-disable-next-line require-yield
  conversation.transcript = async function* () { throw error; };
  const root = await open(conversation);
  submit(root);
  await shows(root, says);
  expect(root.querySelector('[role=alert]')?.textContent).toContain(says);
  expect(offered).toEqual([]);
});

test('nothing to save is said, not saved', async () => {
  const root = await open(filled());
  submit(root);
  await shows(root, 'There are no messages in it. Nothing was saved.');
  expect(offered).toEqual([]);
});

test('what is typed in it is no event for the page around it', async () => {
  const root = await open(filled());
  const heard = vi.fn();
  for (const name of ['input', 'change', 'keydown']) document.addEventListener(name, heard);
  for (const name of ['input', 'change', 'keydown']) root.querySelector('input')!.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  expect(heard).not.toHaveBeenCalled();
});

test('the item of the menu loads what saves only when it is pressed, closes the menu and says when that failed', async () => {
  const conversation = new FakeConversation();
  await engineHost.attach({ user: reader, device: 'd' }, async () => fakeEngine(conversation));
  const menu = document.createElement('details');
  menu.innerHTML = '<summary tabindex="0"></summary><chat-save-log peer="9ac41d77-0000-4000-8000-000000000002" user="me"></chat-save-log>';
  menu.open = true;
  document.body.append(menu);
  const item = menu.querySelector('chat-save-log')!;
  const asked = vi.fn();
  item.load = vi.fn(async () => ({ askWhatToSave: asked })).mockRejectedValueOnce(new Error('gone'));
  await item.updateComplete;
  const button = item.shadowRoot!.querySelector('button')!;
  expect([button.textContent, item.load]).toEqual(['Save log…', expect.not.objectContaining({ called: true })]);
  button.click();
  await vi.waitFor(() => expect(item.shadowRoot!.querySelector('[role=alert]')?.textContent).toContain('Reload the page'));
  button.click();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledWith(conversation, 'me'));
  expect([menu.open, document.activeElement]).toEqual([false, menu.querySelector('summary')]);
});
