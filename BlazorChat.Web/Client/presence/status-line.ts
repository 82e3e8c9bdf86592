// What a line of text may be, as far as a browser can say without asking; the server decides.
import { lengthOf } from '../names/rules';
import type { Key } from '../texts';

export const mostLength = 80;
const mostUnits = 320; // as the server keeps them

/** Controls, line ends, bidirectional and other formats, private ones. Joiners hold emoji together. */
const unseen = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/** As the server keeps it. */
export const tidy = (typed: string): string => typed.normalize('NFC').split(' ').filter((word) => word !== '').join(' ');

/** Null: as far as one can see here it can be taken. */
export function problemOf(typed: string): Key | null {
  const line = tidy(typed);
  if (line.length > mostUnits || lengthOf(line) > mostLength) return 'status.error.line-too-long';
  return unseen.test(line) ? 'status.error.line-characters' : null;
}
