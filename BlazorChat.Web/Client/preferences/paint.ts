// Puts the preferences on <html>: attributes that the style sheets know, and the colours of an accent of one's own.
import { isHex } from './colour';
import { accented, palettes, type PaletteName } from './palettes';
import type { Preferences } from './preferences';

export function paint(root: HTMLElement, { theme, accent, font, size, density }: Preferences, systemIsDark: boolean): void {
  const name: PaletteName = theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
  const own = isHex(accent) ? accented(palettes[name], accent) : null;
  set(root, 'font', font, 'default');
  set(root, 'size', size, '15');
  set(root, 'density', density, 'rows');
  variable(root, '--bc-primary', own?.primary);
  variable(root, '--bc-onprimary', own?.onprimary);
  root.dataset['theme'] = name; // last: an observer paints anew when it is missing
}

function set(root: HTMLElement, name: string, value: string, usual: string): void {
  if (value === usual) delete root.dataset[name];
  else root.dataset[name] = value;
}

function variable(root: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) root.style.removeProperty(name);
  else root.style.setProperty(name, value);
}
