// A text in a saved page: what the chat makes of it, by the same rules, as HTML in which everything that was typed is escaped.
import type { Block, Inline } from '../markdown/tree';
import { read } from '../markdown/read';
import { hostBehind } from '../markdown/address';
import { segments } from '../messages/segments';
import { escaped } from './inert';

export const htmlOf = (text: string): string => {
  const blocks = read(text);
  const [first] = blocks;
  return blocks.length === 1 && first?.is === 'paragraph' ? inlines(first.children) : blocks.map(block).join('');
};

function block(node: Block): string {
  switch (node.is) {
    case 'paragraph': return `<div dir="auto">${inlines(node.children)}</div>`;
    case 'quote': return `<blockquote dir="auto">${node.children.map(block).join('')}</blockquote>`;
    case 'list': {
      const { first, items } = node;
      const inside = items.map(([head, ...more]) => `<li dir="auto">${head === undefined ? '' : head.is === 'paragraph' ? inlines(head.children) : block(head)}${more.map(block).join('')}</li>`).join('');
      return first === null ? `<ul>${inside}</ul>` : `<ol start="${first}">${inside}</ol>`;
    }
    case 'code-block': return `<pre><code dir="auto">${escaped(node.text)}</code></pre>`;
  }
}

function inlines(nodes: readonly Inline[], linked = false): string {
  return nodes.map((node) => {
    switch (node.is) {
      case 'text': return linked ? escaped(node.text) : words(node.text);
      case 'code': return `<code dir="auto">${escaped(node.text)}</code>`;
      case 'strong': return `<strong>${inlines(node.children, linked)}</strong>`;
      case 'emphasis': return `<em>${inlines(node.children, linked)}</em>`;
      case 'link': return `${anchor(node.href, inlines(node.children, true))}${beside(node.host)}`;
    }
  }).join('');
}

const words = (text: string): string => segments(text).map(({ text: part, href }) => (href === undefined ? escaped(part)
  : `${anchor(href, escaped(part))}${beside(hostBehind(part, href))}`)).join('');

const beside = (host: string | null): string => (host === null ? '' : ` <bdi dir="ltr">(${escaped(host)})</bdi>`);

const anchor = (href: string, shown: string): string => `<a href="${escaped(href)}" dir="auto" rel="noopener noreferrer nofollow">${shown}</a>`;
