// What one can do with a message, on the message that is pointed at or has the focus.
import { html, nothing, type TemplateResult } from 'lit';
import { deleteIcon, linkIcon, pencilIcon, replyIcon } from '../look/icons';
import { t, type Key } from '../texts';
import { addressOf } from './address';
import { aims } from './aims';
import { askToDelete } from './delete-dialog.element';
import type { Conversation, MessageRow } from './types';

/** Of those in the page only the row that Tab reaches has its buttons in the order of Tab. `closed`: nothing can be written there. */
export function messageTools(conversation: Conversation, row: MessageRow, active: boolean, closed = false): TemplateResult | typeof nothing {
  if (row.hash === null || row.deleted !== undefined) return nothing;
  const may = closed ? { edit: false, remove: false } : conversation.may(row);
  const button = (name: Key, icon: TemplateResult, act: (event: Event) => void) =>
    html`<button tabindex=${active ? 0 : -1} aria-label=${t(name)} title=${t(name)} @click=${act}>${icon}</button>`;
  return html`<div class="tools" role="toolbar" aria-label=${t('tools.label')}>
    ${closed ? nothing : button('tools.reply', replyIcon, () => aims.reply(conversation, row))}
    ${may.edit ? button('tools.edit', pencilIcon, () => aims.edit(conversation, row)) : nothing}
    ${row.seq === null || conversation.conv === null ? nothing : button('tools.link', linkIcon, (event) => void copyLink(event, addressOf(conversation.conv!, row.seq!)))}
    ${may.remove ? button('tools.delete', deleteIcon, (event) => askToDelete(conversation, row.hash!, backTo(event))) : nothing}
  </div>`;
}

/** The button says for a moment what became of it. */
async function copyLink(event: Event, address: string): Promise<void> {
  const button = event.currentTarget as HTMLElement;
  const said = await navigator.clipboard.writeText(address).then(() => 'tools.link.copied' as const, () => 'tools.link.failed' as const);
  const say = (key: Key) => ['aria-label', 'title'].forEach((name) => button.setAttribute(name, t(key)));
  say(said);
  setTimeout(() => say('tools.link'), 3_000);
}

/** The row keeps the focus that its buttons had, which go with what was said. */
function backTo(event: Event): () => void {
  const row = (event.currentTarget as Element).closest<HTMLElement>('[data-id]');
  return () => row?.focus({ preventScroll: true });
}

/** One's newest that can be changed. */
export function lastOwn(conversation: Conversation): MessageRow | null {
  return conversation.rows().findLast((row): row is MessageRow =>
    row.kind === 'message' && row.author.own && row.deleted === undefined && row.hash !== null && conversation.may(row).edit) ?? null;
}
