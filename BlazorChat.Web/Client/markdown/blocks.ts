import { add, Inlines } from './inlines';
import { find, tokensOf, type Token } from './tokens';
import { textOf, type Block, type Inline, type Paragraph } from './tree';

/** The paragraphs, lists and quotes of a text. Throws when it is too deep. */
export function blocksOf(source: string): readonly Block[] {
  return new Blocks(source).of(tokensOf(source), true);
}

class Blocks {
  private readonly inlines: Inlines;

  constructor(private readonly source: string) {
    this.inlines = new Inlines(source);
  }

  /**
   * Paragraphs that follow each other are one text. At the margin the blank lines and indents between them stay as they are, so that a text
   * without any marks looks as it was typed.
   */
  of(tokens: readonly Token[], margin: boolean): readonly Block[] {
    const blocks: Block[] = [];
    let end = 0;
    for (const token of tokens.flatMap((one) => (one.type === 'content' ? one.kids : [one]))) {
      const block = this.block(token);
      if (block === null) continue;
      const last = blocks.at(-1);
      if (block.is !== 'paragraph') blocks.push(block);
      else {
        const gap = margin ? this.source.slice(last?.is === 'paragraph' ? end : this.source.lastIndexOf('\n', token.start - 1) + 1, token.start) : '\n\n';
        const follows = last?.is === 'paragraph';
        const paragraph = joined(follows ? last.children : [], margin || follows ? gap : '', block.children);
        blocks.splice(follows ? -1 : blocks.length, 1, paragraph);
        end = token.end;
      }
    }
    return blocks;
  }

  private block(token: Token): Block | null {
    switch (token.type) {
      case 'paragraph': return { is: 'paragraph', children: this.inlines.of(token) };
      case 'blockQuote': return this.orTyped(token, { is: 'quote', children: this.of(token.kids, false) });
      case 'listOrdered':
      case 'listUnordered': {
        const number = token.type === 'listOrdered' ? find(token.kids, 'listItemValue') : null;
        const first = number === null ? null : Number.parseInt(this.source.slice(number.start, number.end), 10);
        return this.orTyped(token, { is: 'list', first, items: itemsOf(token).map((item) => this.of(item, false)) });
      }
      case 'codeFenced': return this.code(token);
      case 'thematicBreak': return this.typed(token);
      default: return null;
    }
  }

  /** A quote or a list without anything in it is what was typed: a minus, an arrow. */
  private orTyped(token: Token, block: Block): Block {
    return textOf([block]).trim() === '' ? this.typed(token) : block;
  }

  private typed({ start, end }: Token): Paragraph {
    return { is: 'paragraph', children: [{ is: 'text', text: this.source.slice(start, end).trimEnd() }] };
  }

  private code({ kids }: Token): Block {
    const fences = kids.filter(({ type }) => type === 'codeFencedFence');
    const info = fences[0]!.kids.filter(({ type }) => /Info$|Meta$/.test(type)).map(({ start, end }) => this.source.slice(start, end)).join(' ');
    const lines = kids.map(({ type, start, end }) => (type === 'codeFlowValue' ? this.source.slice(start, end) : type.startsWith('lineEnding') ? '\n' : '')).join('');
    // The ends of the two fences' own lines are not of the code.
    return { is: 'code-block', text: lines.slice(1, fences.length > 1 && lines.length > 1 ? -1 : undefined), info };
  }
}

function itemsOf({ kids }: Token): Token[][] {
  const items: Token[][] = [];
  for (const token of kids) {
    if (token.type === 'listItemPrefix') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items;
}

function joined(before: readonly Inline[], gap: string, after: readonly Inline[]): Paragraph {
  const children: Inline[] = [];
  for (const node of [...before, ...(gap === '' ? [] : [{ is: 'text', text: gap } as const]), ...after]) add(children, node);
  return { is: 'paragraph', children };
}
