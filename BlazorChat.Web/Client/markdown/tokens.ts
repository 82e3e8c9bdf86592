import { parse, postprocess, preprocess } from 'micromark';

/** A stretch of a text that CommonMark has a name for. */
export interface Token {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly kids: readonly Token[];
}

/** Headings, HTML, references, entities and code by indent are not looked for: they are text. */
const disable = { null: ['headingAtx', 'setextUnderline', 'htmlFlow', 'htmlText', 'definition', 'codeIndented', 'characterReference'] };
/** Deeper than anybody writes. Who walks the tree calls itself so often. */
const deepest = 64;

/** What stands in a text, by CommonMark. Throws when it is too deep. */
export function tokensOf(text: string): readonly Token[] {
  const events = postprocess(parse({ extensions: [{ disable }] }).document().write(preprocess()(text, undefined, true)));
  const open: Token[][] = [[]];
  for (const [kind, { type, start, end }] of events) {
    if (kind === 'exit') {
      open.pop();
      continue;
    }
    const kids: Token[] = [];
    open.at(-1)!.push({ type, start: start.offset, end: end.offset, kids });
    open.push(kids);
    if (open.length > deepest) throw new RangeError('too deep');
  }
  return open[0]!;
}

export function find(tokens: readonly Token[], type: string): Token | null {
  for (const token of tokens) {
    const found = token.type === type ? token : find(token.kids, type);
    if (found !== null) return found;
  }
  return null;
}
