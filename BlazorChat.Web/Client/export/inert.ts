// What people typed, made so that no program takes it for more than text.

/** What turns text round or hides in it: marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9). */
const directions = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const lineEnds = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/;

const named = (char: string) => `[U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** Control characters (tabs and line ends aside) as `[U+0007]`: a terminal would obey them. */
export const withoutControls = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, named);

/** These too: for plain text, where nothing else keeps them from turning round what follows. */
export const withoutDirections = (text: string): string => text.replace(new RegExp(`[${directions}]`, 'gu'), named);

/** The lines of a text, each plain: no control, no tab, nothing that turns round. */
export const plainLines = (text: string): string[] =>
  text.split(lineEnds).map(line => withoutDirections(withoutControls(line)).replaceAll('\t', '    '));

export const plainLine = (text: string): string => plainLines(text).join(' ');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For element content and quoted attributes of HTML. */
export const escaped = (text: string): string => withoutControls(text).replace(/[&<>"']/g, char => entities[char]!);

/** The same JSON, with what would turn round or break lines in an editor written as an escape. `verify.sh` does the same. */
export const safeJson = (json: string): string =>
  json.replace(new RegExp(`[${directions}\\u2028\\u2029]`, 'gu'), char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
