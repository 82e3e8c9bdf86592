// The one holder of the preferences in a page. The blocking script of the head makes it, before anything is painted; the client module uses the same.
import { keep, kept } from './kept';
import { paint } from './paint';
import { defaults, isAllowed, parsePreferences, type Preferences, type PreferenceName } from './preferences';

export const storageKey = 'bc-preferences';

/** `damaged`: what was stored could not be read and the defaults stand for it. `unsaved`: the browser keeps nothing, or has no room; choices hold until the page is closed. */
export type Trouble = 'damaged' | 'unsaved';

export class PreferenceStore {
  #now: Preferences = defaults;
  #trouble: Trouble | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.#read();
    this.#paint();
    this.#dark.addEventListener('change', () => this.#paint());
    addEventListener('storage', (event) => {
      // Null: all of it was cleared.
      if (event.key !== storageKey && event.key !== null) return;
      this.#read();
      this.#changed();
    });
    // Enhanced navigation makes the attributes of <html> those of the new page, which knows no preferences.
    new MutationObserver(() => document.documentElement.dataset['theme'] ?? this.#paint())
      .observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  get now(): Preferences {
    return this.#now;
  }

  get trouble(): Trouble | null {
    return this.#trouble;
  }

  /** A value that is not allowed changes nothing. */
  choose(name: PreferenceName, value: string): void {
    if (isAllowed(name, value)) this.replace({ ...this.#now, [name]: value });
  }

  replace(preferences: Preferences): void {
    this.#now = preferences;
    this.#trouble = keep(storageKey, JSON.stringify(preferences)) ? null : 'unsaved';
    this.#changed();
  }

  /** Called after each change, whoever made it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#paint();
    for (const listener of [...this.#listeners]) listener();
  }

  #paint(): void {
    paint(document.documentElement, this.#now, this.#dark.matches);
  }

  #read(): void {
    const stored = kept(storageKey);
    if (stored === undefined) {
      this.#trouble = 'unsaved';
      return;
    }
    const { preferences, damaged } = parsePreferences(stored);
    [this.#now, this.#trouble] = [preferences, damaged ? 'damaged' : null];
  }
}

declare global {
  var blazorChatPreferences: PreferenceStore | undefined;
}

export function preferences(): PreferenceStore {
  return (globalThis.blazorChatPreferences ??= new PreferenceStore());
}
