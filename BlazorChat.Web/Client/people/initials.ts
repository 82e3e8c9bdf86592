// What stands in for a photo: initials on a colour that follows from the user's id, the same on every screen.

/** Degrees on the colour circle, far enough apart to be told from each other. */
const hues = [15, 45, 70, 105, 140, 165, 195, 220, 250, 280, 310, 345] as const;

/** First letters of the first and the last word, as the reader sees letters. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\s]/gu, '').split(/\s+/).filter((word) => word !== '');
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.at(-1) ?? first;
  return (words.length === 1 ? letter(first) : letter(first) + letter(last)).toLocaleUpperCase();
}

/** FNV-1a over the id: stable, and spread over the circle. */
export function hueOf(user: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < user.length; at++) hash = Math.imul(hash ^ user.charCodeAt(at), 0x01000193);
  return hues[(hash >>> 0) % hues.length] ?? hues[0];
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function letter(word: string): string {
  for (const { segment } of letters.segment(word)) return segment;
  return '';
}
