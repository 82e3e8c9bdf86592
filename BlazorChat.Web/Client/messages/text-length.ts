// How much of a text fits into a message.

/** A signed payload holds 35 KB (protocol); hashes, ids and numbers around the text take less than the rest. */
export const maxTextBytes = 34 * 1024 - 2; // the quotation marks
/** From here on the composer says how much is left. */
const sayFrom = maxTextBytes - 2_000;

const utf8 = new TextEncoder();

/** Bytes of the text inside the payload, where a line break or a quotation mark takes two. */
export function textBytes(text: string): number {
  return utf8.encode(JSON.stringify(text)).length - 2;
}

/** Bytes left, negative when too long; null while nobody needs to know. */
export function bytesLeft(text: string): number | null {
  // A character is at least one byte and at most six here, so short texts need no counting.
  if (text.length * 6 < sayFrom) return null;
  const bytes = textBytes(text);
  return bytes < sayFrom ? null : maxTextBytes - bytes;
}
