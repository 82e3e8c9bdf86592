// What stands in for a photo: initials on a colour that follows from the user's id, the same on every screen.

/** First letters of the first and the last word, as the reader sees letters. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u200d\ufe0f\s]/gu, '').split(/\s+/).filter((word) => word !== '');
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.at(-1) ?? first;
  return (words.length === 1 ? letter(first) : letter(first) + letter(last)).toLocaleUpperCase();
}

/** Degrees on the colour circle: the first 16 bits of the id, which the shell can work out as easily. */
export function hueOf(user: string): number {
  const bits = Number.parseInt(user.replaceAll('-', '').slice(0, 4), 16);
  return Number.isNaN(bits) ? 0 : bits % 360;
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function letter(word: string): string {
  for (const { segment } of letters.segment(word)) return segment;
  return '';
}
