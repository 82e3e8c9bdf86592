// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { serveEmoji } from './testing/emoji';

test('emoji that cannot be loaded are asked for again, and once loaded never again', async () => {
  const { loadEmoji } = await import('./emoji-data');
  document.documentElement.lang = 'fr';
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }));
  await expect(loadEmoji()).rejects.toThrow(/503/);
  const asked = serveEmoji();
  expect((await loadEmoji()).find('😀')?.name).toBe('visage rieur');
  await loadEmoji();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/\/emoji-fr\.json$/);
});
