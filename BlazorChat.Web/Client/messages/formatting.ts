// The keys of the composer for bold, italic and code: what is selected gets the signs of Markdown, or loses them.
import { replaceRange } from '../emoji/field-edit';

const signs: Readonly<Record<string, string>> = { b: '**', i: '*', e: '`' };

/** True: the key was one of these. */
export function format(event: KeyboardEvent, field: HTMLTextAreaElement | null): boolean {
  const sign = signs[event.key.toLowerCase()];
  if (field === null || sign === undefined || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return false;
  event.preventDefault();
  const { start, end, text, from, to } = formatted(field.value, field.selectionStart, field.selectionEnd, sign);
  replaceRange(field, start, end, text);
  field.setSelectionRange(from, to);
  return true;
}

interface Formatted {
  /** What is replaced, and by what. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What is selected then. */
  readonly from: number;
  readonly to: number;
}

export function formatted(value: string, selectedFrom: number, selectedTo: number, sign: string): Formatted {
  const selected = value.slice(selectedFrom, selectedTo);
  // Signs beside a blank are no signs.
  const start = selectedFrom + (selected.trim() === '' ? 0 : selected.length - selected.trimStart().length);
  const end = selected.trim() === '' ? selectedTo : selectedTo - (selected.length - selected.trimEnd().length);
  const inner = value.slice(start, end);
  const [open, close] = around(inner, sign);
  if (has(value, start, end, sign)) return { start: start - sign.length, end: end + sign.length, text: inner, from: start - sign.length, to: end - sign.length };
  return { start, end, text: `${open}${inner}${close}`, from: start + open.length, to: end + open.length };
}

/** Code of several lines, or with backticks in it, needs more of them. */
function around(inner: string, sign: string): readonly [string, string] {
  if (sign !== '`') return [sign, sign];
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map(({ length }) => length));
  if (inner.includes('\n')) {
    const fence = '`'.repeat(Math.max(3, longest + 1));
    return [`${fence}\n`, `\n${fence}`];
  }
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? [ticks, ticks] : [`${ticks} `, ` ${ticks}`];
}

/** Exactly this sign: one star of the two of bold is not italic, the third of three is. */
function has(value: string, start: number, end: number, sign: string): boolean {
  const char = sign[0]!;
  const before = /(.)\1*$/su.exec(value.slice(0, start))?.[0] ?? '';
  const after = /^(.)\1*/su.exec(value.slice(end))?.[0] ?? '';
  if (before[0] !== char || after[0] !== char) return false;
  const count = Math.min(before.length, after.length);
  return sign === '**' ? count >= 2 : char === '*' ? count % 2 === 1 : count === 1;
}
