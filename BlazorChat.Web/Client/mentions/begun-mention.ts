// `@name` as it is being typed: up to three words, because names have several. It begins a word, and is not in code.
import { insideCode } from '../emoji/code';

export interface BegunMention {
  /** Where its sign stands. */
  readonly start: number;
  readonly name: string;
}

const before = 80; // characters looked back, more than the longest name has
const begun = /(?:^|[\s([{«“‘"'’—–…*_>])(@([\p{L}\p{N}][\p{L}\p{M}\p{N}._'’-]*(?: [\p{L}\p{N}][\p{L}\p{M}\p{N}._'’-]*){0,3}))$/u;

export function begunMention(text: string, caret: number): BegunMention | null {
  const found = begun.exec(text.slice(Math.max(0, caret - before), caret));
  if (found === null) return null;
  const start = caret - found[1]!.length;
  return insideCode(text, start) ? null : { start, name: found[2]! };
}
