// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, type OwnStatus, type StatusChange } from '../api';
import './status.element';
import type { ChatStatusDialog } from './status-dialog.element';

let dialog: ChatStatusDialog;
let asked: StatusChange[];
let refuses: ApiError | null;
const evening = new Date(2026, 10, 23, 22, 30).getTime();

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function showModal() { this.open = true; };
  [asked, refuses] = [[], null];
});
afterEach(() => {
  document.documentElement.lang = 'en';
  dialog.remove();
});

async function show(now: Partial<OwnStatus> = {}): Promise<ShadowRoot> {
  dialog = document.createElement('chat-status-dialog');
  dialog.api = { setStatus: async (status) => {
    asked.push(status);
    if (refuses !== null) throw refuses;
    return { status: status.status, line: status.line, until: null };
  } };
  dialog.now = () => evening;
  dialog.begin({ status: 'online', line: null, until: null, ...now });
  document.body.append(dialog);
  await dialog.updateComplete;
  return dialog.shadowRoot!;
}
const root = () => dialog.shadowRoot!;
const field = () => root().querySelector<HTMLInputElement>('#line')!;
const problem = () => root().querySelector('.problem')!.textContent!.trim();

async function pick(value: string): Promise<void> {
  const radio = root().querySelector<HTMLInputElement>(`input[value="${value}"]`)!;
  radio.checked = true;
  radio.dispatchEvent(new Event('change'));
  await dialog.updateComplete;
}
async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  await dialog.updateComplete;
}
async function save(): Promise<void> {
  root().querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
  await new Promise((done) => setTimeout(done));
  await dialog.updateComplete;
}

test.each([['30', 30], ['60', 60], ['240', 240], ['today', 90], ['never', null]])('a line stays %s', async (span, minutes) => {
  await show();
  expect(root().querySelector('.spans')).toBeNull();
  await pick('dnd');
  await type('  in the   garden ');
  await pick(span);
  await save();
  expect(asked).toEqual([{ status: 'dnd', line: 'in the garden', minutes, keep: false }]);
  expect(root().querySelector('dialog')?.open ?? false).toBe(false);
});

test('what holds stands there, and goes on as long as it would have', async () => {
  await show({ status: 'dnd', line: 'in the garden', until: evening + 3_600_000 });
  expect(root().querySelector<HTMLInputElement>('input[value=dnd]')!.checked).toBe(true);
  expect(field().value).toBe('in the garden');
  expect(root().querySelector<HTMLInputElement>('input[value=keep]')!.checked).toBe(true);
  await save();
  expect(asked).toEqual([{ status: 'dnd', line: 'in the garden', minutes: null, keep: true }]);
});

test('who is invisible changes no line, and is told why', async () => {
  await show({ line: 'in the garden' });
  await pick('invisible');
  expect(field().disabled).toBe(true);
  expect(root().querySelector('#about')!.textContent).toContain('would show that you are here');
  expect(root().querySelector('.spans')).toBeNull();
  await save();
  expect(asked[0]!.status).toBe('invisible');
});

test.each([
  ['x'.repeat(81), 'at most 80 characters'],
  ['\u202eevil', 'cannot be seen'],
  ['zero\u200bwidth', 'cannot be seen'],
])('a line that is none is refused before it is sent: %s', async (line, sentence) => {
  await show();
  await type(line);
  expect([problem(), field().getAttribute('aria-invalid')]).toEqual([expect.stringContaining(sentence), 'true']);
  await save();
  expect(asked).toEqual([]);
});

test('emoji held together by joiners are one character each', async () => {
  await show();
  await type('👩‍💻'.repeat(60));
  expect(problem()).toBe('');
  expect(root().querySelector('[role=status]')!.textContent).toBe('20 characters left.');
});

test.each([
  ['en', new ApiError(0, 'network'), 'cannot be reached'],
  ['fr', new ApiError(429, 'throttled', {}, 1), 'très souvent'],
  ['en', new ApiError(422, 'line-characters'), 'cannot be seen'],
  ['en', new ApiError(500, 'unheard-of'), 'did not work'],
])('a refusal is said and the dialog stays (%s %s)', async (language, error, sentence) => {
  document.documentElement.lang = language;
  await show();
  refuses = error;
  await pick('dnd');
  await save();
  expect(problem()).toContain(sentence);
  expect(root().querySelector('dialog')!.open).toBe(true);
});

test('the item of the menu opens it with what the page says', async () => {
  document.body.innerHTML = '<details open><summary></summary><chat-status choice="dnd" line="&lt;b&gt;x&lt;/b&gt;" until="99"></chat-status></details>';
  await vi.waitFor(() => expect(document.querySelector('chat-status button')).not.toBeNull());
  document.querySelector<HTMLButtonElement>('chat-status button')!.click();
  dialog = document.querySelector('chat-status-dialog')!;
  await dialog.updateComplete;
  expect(document.querySelector('details')!.open).toBe(false);
  expect(field().value).toBe('<b>x</b>');
  expect(root().querySelector('b')).toBeNull();
});
