// Those preferences that follow their owner, as one JSON object. What a newer version of the chat wrote there and we do not know stays in it.
import { membersOf } from '../preferences/kept';
import { isAllowed, names, type PreferenceName, type Preferences } from '../preferences/preferences';

/** Not the window: screens differ. */
export const shared: readonly PreferenceName[] = names.filter(name => name !== 'window');

const maxLength = 8_192;

/** Members of any kind; null: it is no such object. */
export type Kept = Readonly<Record<string, unknown>>;

export const parseKept = (content: string): Kept | null => membersOf(content, maxLength);

export function sharedOf(preferences: Preferences): Kept {
  return Object.fromEntries(shared.map(name => [name, preferences[name]]));
}

/** `theirs`, with what was changed here since `base` was the same on both sides. */
export function merge(base: Kept, here: Kept, theirs: Kept): Kept {
  const changed = shared.filter(name => here[name] !== base[name]);
  return { ...theirs, ...Object.fromEntries(changed.map(name => [name, here[name]])) };
}

/** What of it can be chosen here, over the rest as it is. */
export function applied(to: Preferences, kept: Kept): Preferences {
  const allowed = shared.filter(name => Object.hasOwn(kept, name) && isAllowed(name, kept[name]));
  return { ...to, ...Object.fromEntries(allowed.map(name => [name, kept[name]])) };
}

export const same = (one: Preferences, other: Preferences): boolean => names.every(name => one[name] === other[name]);
