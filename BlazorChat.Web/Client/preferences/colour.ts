// Colours as #rrggbb, and how well they can be told apart (WCAG 2.2, relative luminance and contrast ratio).
export type Hex = `#${string}`;

export const isHex = (value: string): value is Hex => /^#[0-9a-f]{6}$/i.test(value);

/** 0 black to 1 white. */
function luminance(colour: Hex): number {
  const [r, g, b] = channels(colour).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 (the same) to 21 (black on white). */
export function contrast(one: Hex, other: Hex): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The same hue, lighter or darker until it has the contrast on every one of the grounds; at worst black or white. */
export function readable(colour: Hex, on: readonly Hex[], least: number, lighter: boolean): Hex {
  const end = lighter ? 1 : 0;
  for (let part = 0; part < 1; part += 0.02) {
    const tried = mix(colour, end, part);
    if (on.every((ground) => contrast(tried, ground) >= least)) return tried;
  }
  return lighter ? '#ffffff' : '#000000';
}

/** So much of the way to white (1) or black (0). */
function mix(colour: Hex, end: 0 | 1, part: number): Hex {
  return `#${channels(colour).map((value) => Math.round(255 * (value + (end - value) * part)).toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: Hex): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
}
