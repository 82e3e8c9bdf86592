// Where the addresses of the web stand in a text.
import { safeAddress } from '../markdown/address';

export type Segment = { readonly text: string; readonly href?: string };

const candidate = /\bhttps?:\/\/[^\s<>"“”«»\u202a-\u202e\u2066-\u2069]+/giu;

export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const address = withoutTail(match[0]);
    const href = safeAddress(address);
    if (href === null) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

/** The full stop after an address ends the sentence, and a bracket closes what was opened before it. */
function withoutTail(address: string): string {
  let end = address.length;
  // Looked for once: a text of 30,000 brackets must not be searched 30,000 times.
  const opened = { ')': address.indexOf('('), ']': address.indexOf('[') };
  for (;;) {
    const last = address[end - 1] ?? '';
    const before = last === ')' || last === ']' ? opened[last] : 0;
    if (/[.,;:!?'’*_~…]/u.test(last) || before === -1) end--;
    else return address.slice(0, end);
  }
}
