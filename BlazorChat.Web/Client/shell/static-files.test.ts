import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';

const source = readFileSync(new URL('../../wwwroot/sw.js', import.meta.url), 'utf8');

/** What the service worker answers to a request for a file of this name; undefined: nothing, it is not its concern. */
async function answer(path: string, caches: unknown, fetch: (request: unknown) => Promise<unknown>): Promise<unknown> {
  const listeners = new Map<string, (event: unknown) => void>();
  const origin = 'https://chat.example';
  runInNewContext(source, { self: { addEventListener: (name: string, act: (event: unknown) => void) => void listeners.set(name, act) }, caches, fetch, location: { origin }, URL });
  let answered: Promise<unknown> | undefined;
  listeners.get('fetch')!({ request: { method: 'GET', url: origin + path }, respondWith: (answer: Promise<unknown>) => { answered = answer; } });
  return answered;
}

const file = '/dist/app.0123456789.js';
const fromServer = { ok: true, type: 'basic', clone: () => 'its copy' };
const broken = () => Promise.reject(new Error('damaged'));

test('a file whose name has its hash is kept, and answered from then on', async () => {
  const kept = new Map<unknown, unknown>();
  const caches = { open: async () => ({ match: async ({ url }: { url: string }) => kept.get(url), put: async ({ url }: { url: string }, what: unknown) => void kept.set(url, what), keys: async () => [...kept.keys()], delete: vi.fn() }) };
  const fetch = vi.fn(async () => fromServer);
  expect(await answer(file, caches, fetch)).toBe(fromServer);
  expect(await answer(file, caches, fetch)).toBe('its copy');
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('other requests are no concern of it', async () => {
  expect(await answer('/chat', { open: broken }, broken)).toBeUndefined();
});

test.each([
  ['open', { open: broken }],
  ['match', { open: async () => ({ match: broken, put: broken, keys: broken }) }],
])('where the storage fails to %s, the file comes from the server', async (_what, caches) => {
  expect(await answer(file, caches, async () => fromServer)).toBe(fromServer);
});
