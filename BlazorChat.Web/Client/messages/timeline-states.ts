// What stands in the timeline when there is no message, or before the first one.
import { html, nothing, type TemplateResult } from 'lit';
import { clockIcon, lockIcon } from '../look/icons';
import { dayAndTime } from '../people/moments';
import { plural, t, type Key } from '../texts';
import { sentence } from './sentences';
import type { ClearedHistory, Conversation } from './types';

/** Instead of rows: what is being waited for (a page may hold nothing but changes of messages before it), or what to do next. */
export function instead(conversation: Conversation | null, restoring: boolean): TemplateResult {
  if (conversation === null || conversation.status === 'loading' || restoring || !conversation.atBeginning) {
    return html`<div class="middle late" role="status">${t('timeline.loading')}</div>`;
  }
  if (conversation.peerState === 'not-found') return middle(conversation, 'timeline.not-found.title', 'timeline.not-found.text');
  if (conversation.cleared !== null) return emptied(conversation, conversation.cleared);
  if (conversation.peerName === null) return middle(conversation, 'timeline.empty.title.room', 'timeline.empty.text.room');
  if (conversation.peerState === 'no-device') return middle(conversation, 'timeline.no-device.title', 'timeline.no-device.text');
  return middle(conversation, 'timeline.empty.title', 'timeline.empty.text');
}

/** Before the very first row. */
export function beginning(conversation: Conversation): TemplateResult | typeof nothing {
  if (!conversation.atBeginning) return nothing;
  if (conversation.cleared !== null) return html`<div class="start">${clockIcon}<span>${clearedUpTo(conversation.cleared)} ${retained(conversation)}</span></div>`;
  const name = conversation.peerName;
  return html`<div class="start">${lockIcon}<span>${name === null ? t('timeline.beginning.room') : sentence('timeline.beginning', { name })} ${retained(conversation)}</span></div>`;
}

function emptied(conversation: Conversation, cleared: ClearedHistory): TemplateResult {
  return html`<div class="middle">${clockIcon}<h2>${t(cleared.old ? 'timeline.expired.title' : 'timeline.cleared.title')}</h2>
    <p>${clearedUpTo(cleared)} ${retained(conversation)} ${t('timeline.cleared.next')}</p></div>`;
}

const clearedUpTo = ({ at, here, old }: ClearedHistory): string =>
  t(old ? 'timeline.expired' : here ? 'timeline.cleared.here' : 'timeline.cleared', { time: dayAndTime(at) });

/** How long messages are kept here, where that is not for ever. */
export const retained = ({ retainDays }: Pick<Conversation, 'retainDays'>): string => (retainDays === null ? '' : plural('timeline.retained', retainDays));

function middle(conversation: Conversation, title: Key, text: Key): TemplateResult {
  const { peer, peerName } = conversation;
  const params = { name: peerName ?? t('timeline.someone') };
  return html`<div class="middle">
    ${peer !== null && peerName !== null ? html`<chat-avatar user=${peer} name=${peerName}></chat-avatar>` : lockIcon}
    <h2>${sentence(title, params)}</h2>
    <p>${sentence(text, params)} ${retained(conversation)}</p>
  </div>`;
}
