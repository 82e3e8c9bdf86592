// Finds emoji by their names and words. Marks, capitals and ligatures do not matter: "etoile" finds étoile, "oeil" finds œil.
import type { Emoji, EmojiSet } from './emoji-data';

export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replaceAll('ß', 'ss');
}

interface Indexed {
  readonly emoji: Emoji;
  readonly name: string;
  readonly codes: readonly string[];
  readonly words: readonly string[];
}

const indexes = new WeakMap<EmojiSet, readonly Indexed[]>();

function indexOf(set: EmojiSet): readonly Indexed[] {
  const known = indexes.get(set);
  if (known !== undefined) return known;
  const index = set.all.map((emoji): Indexed => {
    const name = fold(emoji.name);
    const codes = emoji.shortcodes.map(fold);
    return { emoji, name, codes, words: [...wordsOf(name), ...codes.flatMap((code) => [code, ...wordsOf(code)]), ...wordsOf(fold(emoji.words))] };
  });
  indexes.set(set, index);
  return index;
}

const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}+-]+/u).filter((word) => word !== '');

/** Best first: whose name it is, whose name begins so, then those with a word that begins so. An emoji itself finds itself. */
export function search(set: EmojiSet, query: string): Emoji[] {
  const exact = set.find(query.trim());
  if (exact !== undefined) return [exact];
  const wanted = fold(query).trim().replace(/^:|:$/g, '');
  const parts = wordsOf(wanted.replaceAll('_', ' '));
  if (parts.length === 0) return [];
  return ranked(indexOf(set), (entry) => rankOf(entry, wanted, parts));
}

/** For `:name:`: those with a name that begins so come first; found by other words comes after. */
export function complete(set: EmojiSet, begun: string, most: number): Emoji[] {
  const wanted = fold(begun);
  const byCode = ranked(indexOf(set), ({ codes }) => codes.includes(wanted) ? 0 : codes.some((code) => code.startsWith(wanted)) ? 1 : null);
  return byCode.length >= most ? byCode.slice(0, most) : [...new Set([...byCode, ...search(set, begun)])].slice(0, most);
}

/** The emoji with exactly this name between colons. */
export function named(set: EmojiSet, code: string): Emoji | undefined {
  const wanted = fold(code);
  return indexOf(set).find(({ codes }) => codes.includes(wanted))?.emoji;
}

function rankOf({ name, codes, words }: Indexed, wanted: string, parts: readonly string[]): number | null {
  if (name === wanted) return 0;
  if (codes.includes(wanted)) return 1;
  if (!parts.every((part) => words.some((word) => word.startsWith(part)))) return null;
  if (name.startsWith(wanted)) return 2;
  return parts.every((part) => words.includes(part)) ? 3 : 4;
}

function ranked(index: readonly Indexed[], rank: (entry: Indexed) => number | null): Emoji[] {
  const found: { readonly emoji: Emoji; readonly rank: number }[] = [];
  for (const entry of index) {
    const at = rank(entry);
    if (at !== null) found.push({ emoji: entry.emoji, rank: at });
  }
  // Sorting keeps the order of Unicode within a rank.
  return found.sort((one, other) => one.rank - other.rank).map(({ emoji }) => emoji);
}
