// What a message answers, above it and above the field while one writes.
import { html, type TemplateResult } from 'lit';
import { closeIcon, pencilIcon, replyIcon } from '../look/icons';
import { read } from '../markdown/read';
import { textOf } from '../markdown/tree';
import { t } from '../texts';
import type { Aim } from './aims';
import { sentence } from './sentences';
import type { MessageRow } from './types';

/** Characters: the style sheet cuts it to its line. */
const excerptLength = 200;

export const excerptOf = ({ text }: MessageRow): string => [...textOf(read(text)).slice(0, 2 * excerptLength).replace(/\s+/g, ' ').trim()].slice(0, excerptLength).join('');

/** `quoted`: null where it was never shown here. */
export function quote(quoted: MessageRow | null, tabindex: number, jump: (seq: number) => void): TemplateResult {
  if (quoted === null) return html`<div class="quote">${t('quote.earlier')}</div>`;
  if (quoted.deleted !== undefined) return html`<div class="quote">${t('quote.deleted')}</div>`;
  const { author: { name, chosen }, seq } = quoted;
  const shown = html`<bdi class="who">${chosen ?? name}</bdi> <span class="said" dir="auto">${excerptOf(quoted)}</span>`;
  if (seq === null) return html`<div class="quote">${shown}</div>`;
  return html`<button class="quote" tabindex=${tabindex} title=${t('quote.jump', { name: chosen ?? name })} @click=${() => jump(seq)}>${shown}</button>`;
}

/** Above the field: what one is about to answer or to change, and the way out. */
export function aimBar(aim: Aim, drop: () => void): TemplateResult {
  const { author: { name, chosen, own } } = aim.row;
  const editing = aim.is === 'edit';
  const title = editing ? t('composer.edit') : own ? t('composer.reply.own') : sentence('composer.reply', { name: chosen ?? name });
  const out = t(editing ? 'composer.edit.drop' : 'composer.reply.drop');
  return html`<div class="aim">
    ${editing ? pencilIcon : replyIcon}
    <div class="about"><strong>${title}</strong> <span class="said" dir="auto">${excerptOf(aim.row)}</span></div>
    <button type="button" aria-label=${out} title=${out} @click=${drop}>${closeIcon}</button>
  </div>`;
}
