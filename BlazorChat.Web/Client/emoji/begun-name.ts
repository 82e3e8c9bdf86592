// `:name` as it is being typed. It begins a word: not in http://, 12:30 or a:b, not in code.
import { insideCode } from './code';

export interface BegunName {
  /** Where its colon stands. */
  readonly start: number;
  readonly name: string;
  /** The second colon has just been typed. */
  readonly closed: boolean;
}

const before = 80; // characters looked back, more than the longest name has

export function begunName(text: string, caret: number): BegunName | null {
  const found = /(?:^|[\s([{«“‘"'’—–…])(:([\p{L}\p{M}\p{N}_+-]+)(:?))$/u.exec(text.slice(Math.max(0, caret - before), caret));
  if (found === null) return null;
  const [, whole, name, closing] = found as unknown as [string, string, string, string];
  const start = caret - whole.length;
  // What is looked at may begin in the middle of a word.
  if (start > 0 && caret - start === before) return null;
  // One letter finds too much to be a choice, and :p is a face.
  if (closing === '' && [...name].length < 2) return null;
  return insideCode(text, start) ? null : { start, name, closed: closing !== '' };
}
