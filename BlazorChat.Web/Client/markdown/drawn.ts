// A text as the timeline shows it: templates made node by node, never of HTML that somebody wrote.
import { html, nothing, type TemplateResult } from 'lit';
import type { Names } from '../mentions/names';
import { segments } from '../messages/segments';
import { t } from '../texts';
import './copy.element';
import type { Block, Inline, LinkNode, ListNode } from './tree';

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
    case 'code-block': return html`<div class="code"><div class="code-head"><span class="info">${block.info}</span><chat-copy .text=${block.text} .tab=${drawing.tabindex}></chat-copy></div><pre role="group" aria-label=${t('markdown.code')} tabindex=${drawing.tabindex}><code dir="auto">${block.text}</code></pre></div>`;
  }
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
  return segments(text).map(({ text: part, href }) => (href === undefined ? mentions(part, drawing) : anchor(href, part, drawing)));
}

/** One's own name stands out more. */
function mentions(text: string, { mentions: named }: Drawing): unknown {
  const found = named?.names.find(text).map(({ users, ...place }) => ({ ...place, users: users.filter((user) => named.users.includes(user)) })).filter(({ users }) => users.length > 0) ?? [];
  if (found.length === 0) return text;
  return found.map(({ start, end, users }, i) => html`${text.slice(found[i - 1]?.end ?? 0, start)}<span class="mention ${users.includes(named!.reader) ? 'me' : ''}" dir="auto">${text.slice(start, end)}</span>${i === found.length - 1 ? text.slice(end) : ''}`);
}

function link({ href, host, children }: LinkNode, drawing: Drawing): unknown {
  const shown = anchor(href, inlines(children, drawing, true), drawing);
  return host === null ? shown : html`${shown} <bdi class="host" dir="ltr">(${host})</bdi>`;
}

const anchor = (href: string, shown: unknown, { tabindex }: Drawing): TemplateResult =>
  html`<a href=${href} title=${href} dir="auto" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer" tabindex=${tabindex}>${shown}</a>`;
