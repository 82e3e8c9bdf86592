// What a person has chosen for how the chat looks, is written in and what it tells, in this browser. All of it is text from a list or of an exact shape: what stands in storage
// may be from an older version, damaged or hostile, and is taken member by member or not at all.
import { isHex } from './colour';
import { membersOf } from './kept';
import { parseSize } from './window-size';

export const choices = {
  /** `system` follows the system's light and dark. */
  theme: ['system', 'light', 'dark', 'night', 'grey', 'blue', 'pink', 'turquoise', 'hacker'],
  font: ['default', 'times', 'system', 'helvetica', 'fixedsys', 'dyslexic'],
  /** Of the body, in pixels. */
  size: ['13', '15', '17', '19', '22'],
  density: ['rows', 'compact', 'bubbles'],
  /** `auto`: as the reader's language writes it. */
  clock: ['auto', '12', '24'],
  /** Whether faces like `:-)` become emoji while one writes. */
  emoticons: ['on', 'off'],
  /** Whether others in a conversation are told that one writes there. */
  typing: ['on', 'off'],
} as const;

type Choices = { readonly [Name in keyof typeof choices]: (typeof choices)[Name][number] };

export interface Preferences extends Choices {
  /** #rrggbb, or empty: the theme's own. */
  readonly accent: string;
  /** Of the chat's own window: width x height of what is shown in it, in pixels. */
  readonly window: string;
}

export type PreferenceName = keyof Preferences;

export const defaults: Preferences = { theme: 'system', font: 'default', size: '15', density: 'rows', clock: 'auto', emoticons: 'on', typing: 'on', accent: '', window: '900x700' };

export const names = Object.keys(defaults) as readonly PreferenceName[];

/** Characters of what is stored; nine members take two hundred. */
const maxLength = 4_096;

export function isAllowed(name: PreferenceName, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (name === 'accent') return value === '' || isHex(value);
  if (name === 'window') return parseSize(value) !== null;
  return (choices[name] as readonly string[]).includes(value);
}

export interface Parsed {
  readonly preferences: Preferences;
  /** Something stood there that could not be taken; its default stands for it. */
  readonly damaged: boolean;
}

export function parsePreferences(stored: string | null): Parsed {
  if (stored === null) return { preferences: defaults, damaged: false };
  const members = membersOf(stored, maxLength);
  if (members === null) return { preferences: defaults, damaged: true };
  let damaged = false;
  const taken = names.map((name) => {
    const value = Object.hasOwn(members, name) ? members[name] : defaults[name];
    const allowed = isAllowed(name, value);
    damaged ||= !allowed;
    return [name, allowed ? value : defaults[name]];
  });
  return { preferences: Object.fromEntries(taken) as Preferences, damaged };
}
