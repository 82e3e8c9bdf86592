// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TrustView } from './trust-book';
import './trust-dialog.element';

const known: TrustView = {
  user: 'u', name: 'Ben <b>', username: 'ben', chosen: null, standing: 'ok', firstSeen: 1_700_000_000_000, hasRecovery: true, resets: 0,
  devices: [{ device: 'd', sig: 'kid', state: 'active', added: 1_700_000_000_000, removed: null, certificate: { serial: '0A1B', notBefore: 0, notAfter: 1_800_000_000_000 } }],
  code: Array.from({ length: 12 }, (_, i) => String(10_000 + i)), bases: { own: 'mine', base: 'theirs' }, compared: null,
};

async function open(view: TrustView | null, mark = vi.fn(async () => undefined)): Promise<ShadowRoot> {
  const dialog = document.createElement('chat-trust-dialog');
  Object.assign(dialog, { user: 'u', now: () => 42, book: { of: async () => view, mark } });
  document.body.append(dialog);
  await vi.waitFor(() => expect(dialog.shadowRoot!.querySelector('.body > div, [role=alert]')).not.toBeNull());
  return dialog.shadowRoot!;
}

beforeEach(() => { document.documentElement.lang = 'en'; });
afterEach(() => document.body.replaceChildren());

test('shows devices, certificates and the digits, as text', async () => {
  const root = await open(known);
  expect(root.querySelector('h1')!.textContent).toBe('Devices of Ben <b>');
  expect(root.querySelectorAll('.code span').length).toBe(12);
  expect(root.querySelector('.code')!.getAttribute('aria-label')).toContain('10000 10001');
  expect(root.querySelector('li')!.textContent).toContain('Certificate 0A1B');
  expect(root.querySelector('.note')).toBeNull();
});

test('marks them as compared, with the time', async () => {
  const mark = vi.fn(async () => undefined);
  const root = await open(known, mark);
  root.querySelector<HTMLButtonElement>('.buttons button')!.click();
  await vi.waitFor(() => expect(mark).toHaveBeenCalledWith('u', known.bases, 42));
  const marked = await open({ ...known, compared: 42 });
  expect(marked.querySelector('[role=status]')!.textContent).toContain('You compared them on');
});

test('says what is wrong and what to do, and when nothing is known', async () => {
  expect((await open({ ...known, standing: 'pin-broken' })).querySelector('.note')!.textContent).toContain('are not the ones this browser knows');
  expect((await open({ ...known, devices: [], code: null, bases: null, standing: 'none' })).textContent).toContain('has not set up a device yet');
  expect((await open(null)).querySelector('[role=alert]')!.textContent).toContain('Try again');
});
