// A text as the timeline shows it: templates made node by node, never of HTML that somebody wrote.
import { html, nothing, type TemplateResult } from 'lit';
import type { Names } from '../mentions/names';
import { segments } from '../messages/segments';
import { t } from '../texts';
import { hostBehind } from './address';
import './copy.element';
import type { Block, CodeBlock, Inline, LinkNode, ListNode } from './tree';

export interface Drawing {
  /** Of what can be reached in it. */
  readonly tabindex: 0 | -1;
  /** Whom `@name` may name in it, and the reader. */
  readonly mentions?: { readonly names: Names; readonly users: readonly string[]; readonly reader: string };
}

// Each on one line: blanks between its tags would be seen, because a text keeps its line breaks.

export function drawn(blocks: readonly Block[], drawing: Drawing): unknown {
  const [first] = blocks;
  return blocks.length === 1 && first?.is === 'paragraph' ? inlines(first.children, drawing) : blocks.map((block) => drawnBlock(block, drawing));
}

function drawnBlock(block: Block, drawing: Drawing): TemplateResult {
  switch (block.is) {
    case 'paragraph': return html`<div class="paragraph" dir="auto">${inlines(block.children, drawing)}</div>`;
    case 'quote': return html`<blockquote dir="auto">${block.children.map((child) => drawnBlock(child, drawing))}</blockquote>`;
    case 'list': return list(block, drawing);
    case 'code-block': return codeBlock(block, drawing);
  }
}

function codeBlock({ text, info }: CodeBlock, { tabindex }: Drawing): TemplateResult {
  const head = html`<div class="code-head"><span class="info">${info}</span><chat-copy .text=${text} .tab=${tabindex}></chat-copy></div>`;
  return html`<div class="code">${head}<pre role="group" aria-label=${t('markdown.code')} tabindex=${tabindex}><code dir="auto">${text}</code></pre></div>`;
}

/** The signs are text, so that a copy has them; a list says by itself that it is one. */
function list({ first, items }: ListNode, drawing: Drawing): TemplateResult {
  const drawnItems = items.map((item, i) => html`<li dir="auto"><span class="sign" aria-hidden="true">${first === null ? '• ' : `${first + i}. `}</span>${inItem(item, drawing)}</li>`);
  return first === null ? html`<ul role="list">${drawnItems}</ul>` : html`<ol role="list" start=${first}>${drawnItems}</ol>`;
}

/** Its first words stand beside its sign. */
function inItem([first, ...more]: readonly Block[], drawing: Drawing): unknown {
  if (first === undefined) return nothing;
  return html`${first.is === 'paragraph' ? inlines(first.children, drawing) : drawnBlock(first, drawing)}${more.map((block) => drawnBlock(block, drawing))}`;
}

function inlines(nodes: readonly Inline[], drawing: Drawing, linked = false): unknown {
  return nodes.map((node) => {
    switch (node.is) {
      case 'text': return linked ? node.text : words(node.text, drawing);
      case 'code': return html`<code class="span" dir="auto">${node.text}</code>`;
      case 'strong': return html`<strong>${inlines(node.children, drawing, linked)}</strong>`;
      case 'emphasis': return html`<em>${inlines(node.children, drawing, linked)}</em>`;
      case 'link': return link(node, drawing);
    }
  });
}

function words(text: string, drawing: Drawing): unknown {
  return segments(text).map(({ text: part, href }) => (href === undefined ? mentions(part, drawing)
    : beside(hostBehind(part, href), anchor(href, part, drawing))));
}

/** One's own name stands out more. */
function mentions(text: string, { mentions: named }: Drawing): unknown {
  const shown: unknown[] = [];
  let from = 0;
  for (const { start, end, users } of named?.names.find(text) ?? []) {
    const meant = users.filter((user) => named!.users.includes(user));
    if (meant.length === 0) continue;
    const own = meant.includes(named!.reader);
    shown.push(text.slice(from, start), html`<span class="mention ${own ? 'me' : ''}" dir="auto">${text.slice(start, end)}</span>`);
    from = end;
  }
  return shown.length === 0 ? text : [...shown, text.slice(from)];
}

function link({ href, host, children }: LinkNode, drawing: Drawing): unknown {
  const shown = anchor(href, inlines(children, drawing, true), drawing);
  return beside(host, shown);
}

const beside = (host: string | null, shown: TemplateResult): TemplateResult =>
  (host === null ? shown : html`${shown} <bdi class="host" dir="ltr">(${host})</bdi>`);

const anchor = (href: string, shown: unknown, { tabindex }: Drawing): TemplateResult =>
  html`<a href=${href} title=${href} dir="auto" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer" tabindex=${tabindex}>${shown}</a>`;
