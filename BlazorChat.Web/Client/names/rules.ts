// What a name may be, as far as a browser can say without asking: the server decides, and alone knows whose names look alike.
import type { Key } from '../texts';

export const leastLength = 2;
export const mostLength = 40;
const longest = 256; // UTF-16 units, as the server keeps them
/** Controls, formats (bidi, joiners, tags), halves of pairs, private ones, and what parts lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As a reader counts them. */
export const lengthOf = (name: string): number => [...characters.segment(name)].length;

/** As the server keeps it. */
export const tidy = (typed: string): string => typed.normalize('NFC').split(' ').filter((word) => word !== '').join(' ');

/** Null: as far as one can see here it is a name. */
export function problemOf(typed: string): Key | null {
  const name = tidy(typed);
  if (name === '') return 'names.error.name-missing';
  if (name.length > longest) return 'names.error.name-too-long';
  if (unseen.test(name)) return 'names.error.name-characters';
  const length = lengthOf(name);
  if (length > mostLength) return 'names.error.name-too-long';
  if (length < leastLength) return 'names.error.name-too-short';
  return /[\p{L}\p{N}]/u.test(name) ? null : 'names.error.name-no-letter';
}

/** What the server says that somebody calls themselves: nothing that could not be a name, or is the certified one anyway. */
export function chosenNameOf(said: unknown, certified: string): string | null {
  if (typeof said !== 'string' || said === certified || said.length > longest) return null;
  return said.trim() === '' || unseen.test(said) ? null : said;
}
