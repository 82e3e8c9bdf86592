// The colours of every theme: the one place that has them. The build writes them to dist/themes.css as --bc-<name>, and each pair that is
// text on a ground has a contrast of 4.5, each line or icon of 3 (a test computes them).
import { readable, contrast, type Hex } from './colour';

export interface Palette {
  readonly scheme: 'light' | 'dark';
  readonly bg: Hex;
  readonly surface: Hex;
  readonly raised: Hex;
  readonly own: Hex;
  readonly text: Hex;
  readonly muted: Hex;
  readonly primary: Hex;
  readonly onprimary: Hex;
  /** Borders of what can be typed into, and icons. */
  readonly line: Hex;
  /** Decoration only. */
  readonly border: Hex;
  readonly danger: Hex;
  readonly online: Hex;
}

export const palettes = {
  light: { scheme: 'light', bg: '#F7F8FA', surface: '#FFFFFF', raised: '#EEF1F5', own: '#DDE7FB', text: '#1B2330', muted: '#566173', primary: '#2457C5', onprimary: '#FFFFFF', line: '#7C8798', border: '#D5DAE2', danger: '#B3261E', online: '#1E7F45' },
  dark: { scheme: 'dark', bg: '#12161D', surface: '#1A1F28', raised: '#242B36', own: '#22365F', text: '#E6EAF1', muted: '#A3AEBF', primary: '#8AB0FF', onprimary: '#0B1B3D', line: '#75839A', border: '#323B49', danger: '#FF8A80', online: '#5BD08A' },
  night: { scheme: 'dark', bg: '#0B0D12', surface: '#11141B', raised: '#1A1E28', own: '#2A2350', text: '#D9DEE8', muted: '#98A2B5', primary: '#B8A6FF', onprimary: '#1B1040', line: '#6B7690', border: '#272D3A', danger: '#FF8F87', online: '#5BD08A' },
  grey: { scheme: 'light', bg: '#E9EAEC', surface: '#F4F4F5', raised: '#DDDFE2', own: '#D3D7DC', text: '#202124', muted: '#505459', primary: '#3C4650', onprimary: '#FFFFFF', line: '#73787F', border: '#C3C7CC', danger: '#A3231B', online: '#1B6E3C' },
  blue: { scheme: 'dark', bg: '#0E1B2E', surface: '#13243C', raised: '#1B3150', own: '#1D4474', text: '#E3EDFA', muted: '#A5B9D3', primary: '#6FB4FF', onprimary: '#06213F', line: '#6E8CB0', border: '#27405F', danger: '#FF9A90', online: '#5BD08A' },
  pink: { scheme: 'light', bg: '#FFF3F7', surface: '#FFFFFF', raised: '#FCE3EC', own: '#FBD3E2', text: '#3A1524', muted: '#7A4459', primary: '#B3135A', onprimary: '#FFFFFF', line: '#A9708A', border: '#F0C3D3', danger: '#A61B1B', online: '#1E7F45' },
  turquoise: { scheme: 'light', bg: '#EFFAF9', surface: '#FFFFFF', raised: '#D9F2EF', own: '#C4ECE8', text: '#0E2B2A', muted: '#3F6361', primary: '#00696B', onprimary: '#FFFFFF', line: '#5C8A87', border: '#B5DEDA', danger: '#A3231B', online: '#1B7A3F' },
  hacker: { scheme: 'dark', bg: '#050805', surface: '#0A0F0A', raised: '#101A10', own: '#0F3316', text: '#B6F5B6', muted: '#7FC57F', primary: '#39FF5A', onprimary: '#002407', line: '#4E8F55', border: '#1C3A1F', danger: '#FF7B6B', online: '#39FF5A' },
} as const satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;

export const textContrast = 4.5;
export const lineContrast = 3;

export const groundsOf = ({ bg, surface, raised, own }: Palette): readonly Hex[] => [bg, surface, raised, own];

/** Somebody's own accent in a theme: as wished, made lighter or darker as far as it must be to be read there, and what is written on it. */
export function accented(palette: Palette, accent: Hex): { readonly primary: Hex; readonly onprimary: Hex } {
  const primary = readable(accent, groundsOf(palette), textContrast, palette.scheme === 'dark');
  const onprimary = contrast('#ffffff', primary) >= contrast('#000000', primary) ? '#ffffff' : '#000000';
  return { primary, onprimary };
}

/** The style sheet of all themes. A page without script follows the system. */
export function themesCss(): string {
  const light = variables(palettes.light);
  const dark = variables(palettes.dark);
  return [
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme]){${dark}}}`,
    // Anywhere, not only at the root: a swatch shows a theme within another.
    ...Object.entries(palettes).map(([name, palette]) => `[data-theme=${name}]{${variables(palette)}}`),
  ].join('\n');
}

function variables({ scheme, ...colours }: Palette): string {
  const shadow = scheme === 'dark' ? '0 4px 16px rgb(0 0 0 / .5)' : '0 4px 16px rgb(20 30 50 / .16)';
  return [`color-scheme:${scheme}`, ...Object.entries(colours).map(([name, colour]) => `--bc-${name}:${colour}`), `--bc-shadow:${shadow}`].join(';');
}
