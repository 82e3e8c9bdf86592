// The faces people type. Only a whole word between blanks is one: never a part of a URL, of a time, of code.
import { insideCode } from './code';

const faces: Readonly<Record<string, string>> = {
  ':)': '🙂', ':-)': '🙂', ';)': '😉', ';-)': '😉', ':(': '🙁', ':-(': '🙁', ':D': '😀', ':-D': '😀', 'xD': '😆', 'XD': '😆',
  ':P': '😛', ':-P': '😛', ':p': '😛', ':-p': '😛', ';P': '😜', ';-P': '😜', ';p': '😜', ';-p': '😜',
  ':o': '😮', ':-o': '😮', ':O': '😮', ':-O': '😮', ':/': '😕', ':-/': '😕', ':|': '😐', ':-|': '😐',
  ":'(": '😢', ':’(': '😢', ":'-(": '😢', ":')": '🥲', ':*': '😘', ':-*': '😘', 'B-)': '😎', '>:(': '😠', 'O:)': '😇', 'O:-)': '😇',
  '<3': '❤️', '</3': '💔',
};

export interface Replacement {
  readonly start: number;
  readonly end: number;
  /** What stands there. */
  readonly typed: string;
  readonly emoji: string;
}

/** The emoticon that ends at this place, if one does. */
export function emoticonBefore(text: string, end: number): Replacement | null {
  const typed = /(?:^|\s)(\S{2,5})$/u.exec(text.slice(Math.max(0, end - 6), end))?.[1];
  if (typed === undefined || !Object.hasOwn(faces, typed)) return null;
  const start = end - typed.length;
  // The cut above may have made a word begin in its middle.
  if (start > 0 && !/\s/u.test(text[start - 1]!)) return null;
  return insideCode(text, start) ? null : { start, end, typed, emoji: faces[typed]! };
}
