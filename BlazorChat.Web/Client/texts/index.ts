// The sentences of the client. English is the measure: every other language has exactly its keys, the compiler checks it.
import { en } from './en';
import { fr } from './fr';

export type Key = keyof typeof en;
export type Params = Readonly<Record<string, string | number>>;
export type TextsLike<English> = { readonly [K in keyof English]: string };
type PluralKey = Key extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;

const languages = { en, fr } satisfies Record<string, TextsLike<typeof en>>;
export type Language = keyof typeof languages;

/** The language the page was rendered in. */
export function language(): Language {
  const tag = document.documentElement.lang.slice(0, 2).toLowerCase();
  return tag in languages ? (tag as Language) : 'en';
}

/** For dates and numbers: the reader's own regional variant of the page's language (en-GB has no a.m. and p.m.). */
export function locale(): string {
  const own = navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language());
  return own ?? language();
}

export function has(key: string): key is Key {
  return Object.hasOwn(en, key);
}

export function t(key: Key, params: Params = {}): string {
  return pieces(key, params).map((piece) => (typeof piece === 'string' ? piece : piece.value)).join('');
}

/** Picks `key.one`, `key.other`, … by the plural rules of the language. */
export function plural(key: PluralKey, count: number, params: Params = {}): string {
  const wanted = `${key}.${new Intl.PluralRules(language()).select(count)}`;
  const known: Key = has(wanted) ? wanted : `${key}.other`;
  return t(known, { count: new Intl.NumberFormat(locale()).format(count), ...params });
}

export interface Filled {
  readonly name: string;
  readonly value: string;
}

/** The sentence cut at its placeholders, so that whoever paints it can isolate the names in it. */
export function pieces(key: Key, params: Params): (string | Filled)[] {
  return languages[language()][key].split(/(\{\w+\})/).filter((piece) => piece !== '').map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const value = name === undefined ? undefined : params[name];
    return name === undefined || value === undefined ? piece : { name, value: withoutDirections(String(value)) };
  });
}

/** A name with an unclosed direction override must not turn round the sentence it stands in. */
function withoutDirections(value: string): string {
  return value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}
