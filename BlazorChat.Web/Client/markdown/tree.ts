// What a text may consist of. Whatever else Markdown knows is shown as it was typed.

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  | LinkNode;

export interface LinkNode {
  readonly is: 'link';
  readonly href: string;
  /** Where it leads, when its text looks like another address. */
  readonly host: string | null;
  readonly children: readonly Inline[];
}

export type Block =
  | Paragraph
  | CodeBlock
  | { readonly is: 'quote'; readonly children: readonly Block[] }
  | ListNode;

export interface Paragraph {
  readonly is: 'paragraph';
  readonly children: readonly Inline[];
}

export interface CodeBlock {
  readonly is: 'code-block';
  readonly text: string;
  /** What was written beside its fence. */
  readonly info: string;
}

export interface ListNode {
  readonly is: 'list';
  /** The number of the first item; null: they have none. */
  readonly first: number | null;
  readonly items: readonly (readonly Block[])[];
}

export const plain = (text: string): Block => ({ is: 'paragraph', children: [{ is: 'text', text }] });

const blocks: readonly string[] = ['paragraph', 'code-block', 'quote', 'list'];

/** What one reads, without the marks: each block on lines of its own. */
export function textOf(nodes: readonly (Inline | Block)[]): string {
  return nodes.map((node) => {
    if ('text' in node) return node.text;
    return node.is === 'list' ? node.items.map(textOf).join('\n') : textOf(node.children);
  }).join(nodes.some(({ is }) => blocks.includes(is)) ? '\n' : '');
}
