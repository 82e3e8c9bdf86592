import type { EmojiFile } from './emoji-data';

export function compileEmoji(language: 'en' | 'fr'): EmojiFile;
