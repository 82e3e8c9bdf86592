import { blocksOf } from './blocks';
import { cutFences, type Part } from './fences';
import { hasMarks, withinLimits } from './limits';
import { plain, type Block } from './tree';

/** Rows are drawn anew often: when one reaches them, when a name changes. */
const kept = new Map<string, readonly Block[]>();
const mostKept = 300;
/** Blocks of code, each of which is drawn with a head and a button. */
const mostParts = 50;

/** What a text shows: formatting where it is understood, the text itself everywhere else. */
export function read(text: string): readonly Block[] {
  const known = kept.get(text);
  if (known !== undefined) return known;
  // A mark of byte order at the beginning is not seen, and would not be counted.
  const blocks = anew(text.replace(/^\ufeff+/, '').replace(/\r\n?/g, '\n'));
  kept.set(text, blocks);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return blocks;
}

export const isRead = (text: string): boolean => kept.has(text);

function anew(text: string): readonly Block[] {
  if (!hasMarks(text)) return [plain(text)];
  const parts = cutFences(text);
  if (parts.length > mostParts) return [plain(text)];
  // Of the whole text: many parts below the limit take as long as one above it.
  const formatted = withinLimits(parts.map((part) => ('text' in part ? part.text : '')).join('\n'));
  try {
    return parts.flatMap((part) => blocksOfPart(part, formatted));
  } catch (error) {
    if (error instanceof RangeError) return [plain(text)];
    throw error;
  }
}

function blocksOfPart(part: Part, formatted: boolean): readonly Block[] {
  if ('code' in part) return [{ is: 'code-block', text: part.code, info: part.info }];
  if ('plain' in part) return [plain(part.plain)];
  return formatted ? blocksOf(part.text) : [plain(part.text)];
}
