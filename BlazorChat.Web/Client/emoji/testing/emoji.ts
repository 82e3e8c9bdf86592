// The real data, as the build writes it, given to whatever fetches it.
import { vi } from 'vitest';
import { compileEmoji } from '../compile.mjs';
import { readFile, type EmojiSet } from '../emoji-data';

export const setOf = (language: 'en' | 'fr'): EmojiSet => readFile(compileEmoji(language), () => true);

/** Every address asked for. */
export function serveEmoji(): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.pathname);
    return Response.json(compileEmoji(url.pathname.endsWith('-fr.json') ? 'fr' : 'en'));
  });
  return asked;
}
