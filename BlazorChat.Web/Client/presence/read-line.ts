// What stands under one's own message of how far others have read.
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Conversation } from '../messages/types';
import { t } from '../texts';
import './read-by.element';
import type { Mark } from './read-states';

export const readLineStyles = css`
  .reads { position: relative; display: flex; justify-content: flex-end; margin-inline: 8px; padding: 0 calc(var(--edge) - 8px) 2px; font-size: var(--bc-size-tiny); color: var(--bc-muted); user-select: none; }
`;

export function readLine(mark: Mark | null, conversation: Conversation | null): TemplateResult | typeof nothing {
  if (mark === null) return nothing;
  if (typeof mark === 'string') return html`<div class="reads" aria-live="off">${t(`reads.${mark}`)}</div>`;
  return html`<div class="reads" aria-live="off"><chat-read-by .readers=${mark.readers} .more=${mark.more} .conversation=${conversation}></chat-read-by></div>`;
}
