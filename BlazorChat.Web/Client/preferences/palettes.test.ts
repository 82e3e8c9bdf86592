import { expect, test } from 'vitest';
import { contrast, isHex, readable, type Hex } from './colour';
import { accented, groundsOf, lineContrast, palettes, textContrast, themesCss, type Palette } from './palettes';
import { choices } from './preferences';

const all = Object.entries(palettes) as [string, Palette][];

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
});

test('there is a palette for every theme but that of the system, and no other', () => {
  expect(Object.keys(palettes).sort()).toEqual(choices.theme.filter((theme) => theme !== 'system').sort());
});

test.each(all)('%s: text can be read on every ground', (_, palette) => {
  for (const ground of groundsOf(palette))
    for (const name of ['text', 'muted', 'primary', 'danger'] as const)
      expect(contrast(palette[name], ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(textContrast);
  expect(contrast(palette.onprimary, palette.primary)).toBeGreaterThanOrEqual(textContrast);
});

test.each(all)('%s: what marks a field or a state stands out', (_, palette) => {
  for (const ground of [palette.bg, palette.surface])
    for (const name of ['line', 'online'] as const) expect(contrast(palette[name], ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(lineContrast);
});

test.each(all)('%s: any accent becomes one that can be read', (_, palette) => {
  for (const accent of ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#808080', '#010203'] as Hex[]) {
    const { primary, onprimary } = accented(palette, accent);
    expect(isHex(primary)).toBe(true);
    for (const ground of groundsOf(palette)) expect(contrast(primary, ground), `${accent} on ${ground}`).toBeGreaterThanOrEqual(textContrast);
    expect(contrast(onprimary, primary)).toBeGreaterThanOrEqual(textContrast);
  }
});

test('an accent that can be read stays as it is', () => {
  expect(readable('#2457c5', ['#ffffff'], 4.5, false)).toBe('#2457c5');
});

test('the style sheet has every theme, and follows the system where no script runs', () => {
  const css = themesCss();
  for (const [name, { scheme, bg }] of all) expect(css).toContain(`[data-theme=${name}]{color-scheme:${scheme};--bc-bg:${bg}`);
  expect(css).toContain('@media (prefers-color-scheme:dark){:root:not([data-theme])');
});
