// All emoji of Unicode with their names in the page's language: a file of our own server's (compile.mjs), fetched when first needed. The
// server sees that somebody opened the picker or began a :name:, never what they looked for or took.
import { language, type Language } from '../texts';
import { canDraw } from './can-draw';

/** In the order of the picker. `emoji.group.N` names them. */
export const groups = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Group = (typeof groups)[number];

/** Emoji, name, further words, names for `:name:`, group, version of Emoji it came with, with the lightest skin. */
type Line = readonly [string, string, string, string, Group, number, string];

export interface EmojiFile {
  readonly v: 1;
  readonly emoji: readonly Line[];
}

/** 0: no tone, the yellow of the font; 1 light to 5 dark. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;

export interface Emoji {
  /** Without skin tone: what it is known by. */
  readonly char: string;
  readonly name: string;
  readonly words: string;
  /** The first is shown. */
  readonly shortcodes: readonly string[];
  readonly group: Group;
  readonly light: string;
}

export interface EmojiSet {
  readonly all: readonly Emoji[];
  find(char: string): Emoji | undefined;
}

export function withTone({ char, light }: Emoji, tone: Tone): string {
  return tone === 0 || light === '' ? char : light.replaceAll('\u{1F3FB}', String.fromCodePoint(0x1f3fa + tone));
}

/** What this browser's font can draw of the file. Throws when it is no such file. */
export function readFile(file: unknown, draws: (char: string, version: number) => boolean): EmojiSet {
  if (typeof file !== 'object' || file === null || !('v' in file) || file.v !== 1) throw new Error('not a file of emoji this version reads');
  const all = (file as EmojiFile).emoji
    .filter(([char, , , , , version]) => draws(char, version))
    .map(([char, name, words, shortcodes, group, , light]): Emoji => ({ char, name, words, shortcodes: shortcodes.split(' ').filter((code) => code !== ''), group, light }));
  const byChar = new Map(all.map((emoji) => [emoji.char, emoji]));
  return { all, find: (char) => byChar.get(char) };
}

/** The bundle's own address, beside which the build puts the files. */
const here = import.meta.url;
const loads = new Map<Language, Promise<EmojiSet>>();

/** Once a page and language; after a failure the next call tries again. */
export function loadEmoji(): Promise<EmojiSet> {
  const wanted = language();
  const load = loads.get(wanted) ?? fetchEmoji(wanted);
  loads.set(wanted, load);
  load.catch(() => loads.delete(wanted));
  return load;
}

async function fetchEmoji(wanted: Language): Promise<EmojiSet> {
  const answer = await fetch(new URL(`emoji-${wanted}.json`, here));
  if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
  return readFile(await answer.json(), canDraw());
}
