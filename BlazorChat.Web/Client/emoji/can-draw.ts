// What this browser's font can draw. A few glyphs are painted on a small canvas, in black and in white: a picture comes out the same both
// times, a letter or an empty box does not. Sequences are measured: one that the font does not know falls apart into its parts and is wider.

/** One emoji of its own code point that came with each version, the newest first. Until version 5 all systems in use have them. */
const newIn: readonly (readonly [version: number, char: string])[] = [
  [17, '\u{1FAEA}'], [16, '\u{1FAE9}'], [15, '\u{1FAE8}'], [14, '\u{1FAE0}'], [13, '\u{1F972}'], [12, '\u{1F971}'], [11, '\u{1F970}'],
];
const known = '\u{1F600}';
const flag = '\u{1F1EB}\u{1F1F7}'; // Windows has none and shows the letters of the country.
/** How far black and white may come out apart, of 1. Noise that a browser puts into a canvas against recognition is less. */
const sameWithin = 0.3;
const wider = 1.6;

const size = 16;
export const emojiFont = '"Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", "Twemoji Mozilla", sans-serif';

export interface Brush {
  /** RGBA of the text in this colour, top left. */
  paint(text: string, colour: string): ArrayLike<number>;
  width(text: string): number;
}

/** Judges an emoji and the version it came with. Where the canvas is kept from us everything is offered. */
export function canDraw(brush: Brush | null = canvasBrush()): (char: string, version: number) => boolean {
  if (brush === null || !isPicture(brush, known)) return () => true;
  const newest = newIn.find(([, char]) => isPicture(brush, char))?.[0] ?? 5;
  const flags = isPicture(brush, flag);
  const widest = brush.width(known) * wider;
  // 15.1, 13.1 and 12.1 brought sequences only, which are measured.
  return (char, version) => Math.floor(version) <= newest
    && (flags || !isFlag(char))
    && (!isSequence(char) || brush.width(char) <= widest);
}

const isFlag = (char: string) => /^\p{Regional_Indicator}{2}$/u.test(char);
const isSequence = (char: string) => char.includes('\u200d');

function isPicture(brush: Brush, char: string): boolean {
  const [black, white] = [brush.paint(char, '#000'), brush.paint(char, '#fff')];
  let ink = 0;
  let difference = 0;
  for (let i = 0; i < black.length; i += 4) {
    const alpha = black[i + 3]!;
    ink += alpha;
    for (let colour = i; colour < i + 3; colour++) difference += Math.abs(black[colour]! - white[colour]!) / 255 * alpha / 3;
  }
  return ink > 0 && difference / ink < sameWithin;
}

function canvasBrush(): Brush | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.font = `${size - 4}px ${emojiFont}`;
  context.textBaseline = 'top';
  return {
    paint(text, colour) {
      context.clearRect(0, 0, size, size);
      context.fillStyle = colour;
      context.fillText(text, 0, 1);
      return context.getImageData(0, 0, size, size).data;
    },
    width: (text) => context.measureText(text).width,
  };
}
