import { segments } from '../messages/segments';
import { hostBehind, hostBeside, safeAddress } from './address';
import { find, type Token } from './tokens';
import { textOf, type Inline } from './tree';

/** What a backslash before it keeps as it is; before anything else it is a backslash, as in C:\temp and \\server\share. */
const escapable = /^\\[*_`[\]<>]$/;
/** Between the lines of one paragraph: signs of what it stands in. */
const between = new Set(['blockQuotePrefix', 'listItemIndent']);
const sequences = new Set(['emphasisSequence', 'strongSequence']);

/**
 * The words of a paragraph. Only the tokens named here become anything; whatever lies between them is the text as it was typed, so nothing
 * that somebody wrote is lost, and nothing that this does not know becomes more than text.
 */
export class Inlines {
  private readonly addresses: readonly (readonly [number, number])[];

  constructor(private readonly source: string) {
    this.addresses = addressesIn(source);
  }

  of({ start, end, kids }: Token): readonly Inline[] {
    const found: Inline[] = [];
    const rest = this.walk(kids, start, found);
    this.text(found, rest, end);
    return found;
  }

  /** All of it as it was typed, whatever is in it. */
  typed({ start, end, kids }: Token): string {
    let text = '';
    let from = start;
    const walk = (tokens: readonly Token[]): void => tokens.forEach((token) => {
      if (!between.has(token.type)) return walk(token.kids);
      text += this.source.slice(from, token.start);
      from = token.end;
    });
    walk(kids);
    return text + this.source.slice(from, end);
  }

  private walk(tokens: readonly Token[], from: number, found: Inline[]): number {
    for (const token of tokens) {
      const node = between.has(token.type) || sequences.has(token.type) ? 'nothing' : this.node(token);
      if (node === null) {
        from = this.walk(token.kids, from, found);
        continue;
      }
      this.text(found, from, token.start);
      if (node !== 'nothing') add(found, node);
      from = token.end;
    }
    return from;
  }

  /** Null: it is text, and what is in it is looked at in turn. */
  private node(token: Token): Inline | null {
    switch (token.type) {
      case 'strong':
      case 'emphasis':
        return this.isNone(token) ? { is: 'text', text: this.typed(token) } : { is: token.type, children: this.of(token) };
      case 'codeText': return { is: 'code', text: this.code(token) };
      case 'characterEscape': {
        const typed = this.source.slice(token.start, token.end);
        return escapable.test(typed) && !this.inAddress(token.start) ? { is: 'text', text: typed.slice(1) } : null;
      }
      case 'link': return this.link(token) ?? { is: 'text', text: this.typed(token) };
      case 'autolink': return this.autolink(token) ?? { is: 'text', text: this.typed(token) };
      case 'image': return { is: 'text', text: this.typed(token) };
      default: return null;
    }
  }

  private code({ kids }: Token): string {
    return kids.map(({ type, start, end }) => (type === 'codeTextData' ? this.source.slice(start, end) : type === 'lineEnding' ? '\n' : '')).join('');
  }

  private link({ kids }: Token): Inline | null {
    // Each in its own part: a picture in the label has an address too.
    const [label, destination] = [partOf(kids, 'label', 'labelText'), partOf(kids, 'resource', 'resourceDestinationString')];
    const href = destination === null ? null : safeAddress(this.source.slice(destination.start, destination.end));
    if (href === null || label === null) return null;
    const children = this.of(label);
    const text = textOf(children);
    return text.trim() === '' ? null : { is: 'link', href, host: hostBeside(text, href), children };
  }

  private autolink({ start, end, kids }: Token): Inline | null {
    const text = this.source.slice(start + 1, end - 1);
    const href = safeAddress(find(kids, 'autolinkEmail') === null ? text : `mailto:${text}`);
    return href === null ? null : { is: 'link', href, host: hostBehind(text, href), children: [{ is: 'text', text }] };
  }

  private text(found: Inline[], from: number, to: number): void {
    if (to > from) add(found, { is: 'text', text: this.source.slice(from, to) });
  }

  /** Nothing in an address is a mark, and 2*3*4 is a product. */
  private isNone({ start, end }: Token): boolean {
    return this.inAddress(start) || this.inAddress(end - 1) || (/\p{N}$/u.test(this.source.slice(0, start).slice(-2)) && /^\p{N}/u.test(this.source.slice(end, end + 2)));
  }

  private inAddress(place: number): boolean {
    return this.addresses.some(([from, to]) => place >= from && place < to);
  }
}

function partOf(kids: readonly Token[], part: string, type: string): Token | null {
  const found = kids.find((kid) => kid.type === part);
  return found === undefined ? null : find(found.kids, type);
}

/** Texts that follow each other are one, so that an address or a name in them is found whole. */
export function add(found: Inline[], node: Inline): void {
  const last = found.at(-1);
  if (node.is === 'text' && last?.is === 'text') found[found.length - 1] = { is: 'text', text: last.text + node.text };
  else found.push(node);
}

function addressesIn(source: string): [number, number][] {
  const found: [number, number][] = [];
  let at = 0;
  for (const { text, href } of segments(source)) {
    if (href !== undefined) found.push([at, at + text.length]);
    at += text.length;
  }
  return found;
}
