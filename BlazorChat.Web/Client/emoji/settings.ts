// Skin tone and the emoji used last, of one user, in this browser. What stands in the storage may have been written by anybody: what is not
// exactly of the known shape counts as nothing. Where storage is forbidden or full, the choice holds until the page is closed.
import { keep, kept, membersOf } from '../preferences/kept';
import type { Tone } from './emoji-data';

export interface EmojiSettings {
  readonly tone: Tone;
  /** Without tone, the last one first. */
  readonly recent: readonly string[];
}

export const mostRecent = 27; // three rows
const maxStored = 4_096; // characters; 27 emoji take less than 500
const longestEmoji = 40; // UTF-16 units; a family with tones takes 19, a flag of a region 14
const nothing: EmojiSettings = { tone: 0, recent: [] };

const keyOf = (user: string) => `bc-emoji:${user}`;
/** What the storage did not take. */
const unsaved = new Map<string, EmojiSettings>();

export function emojiSettings(user: string): EmojiSettings {
  return unsaved.get(user) ?? parse(kept(keyOf(user)));
}

export function chooseTone(user: string, tone: Tone): void {
  save(user, { ...emojiSettings(user), tone });
}

export function noteUse(user: string, char: string): void {
  const { tone, recent } = emojiSettings(user);
  save(user, { tone, recent: [char, ...recent.filter((other) => other !== char)].slice(0, mostRecent) });
}

function save(user: string, settings: EmojiSettings): void {
  if (keep(keyOf(user), JSON.stringify(settings))) unsaved.delete(user);
  else unsaved.set(user, settings);
}

function parse(text: string | null | undefined): EmojiSettings {
  const members = typeof text === 'string' ? membersOf(text, maxStored) : null;
  if (members === null) return nothing;
  const { tone, recent } = members;
  return {
    tone: ([0, 1, 2, 3, 4, 5] as const).find((known) => known === tone) ?? 0,
    recent: Array.isArray(recent) ? [...new Set(recent.filter(isEmoji))].slice(0, mostRecent) : [],
  };
}

function isEmoji(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestEmoji && /^[\p{Emoji}\p{Emoji_Component}]+$/u.test(value);
}
