// One line about the whole conversation, above the field: quiet when something is new, a bar with one button when
// something is wrong.
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { infoIcon, warningIcon } from '../look/icons';
import { t } from '../texts';
import { isAlarm } from './permission';
import { sentence } from './sentences';
import type { Notice } from './types';

/** `act`: the one thing that can be done about it here. */
export function noticeBar(notice: Notice, busy: boolean, act: () => void): TemplateResult {
  const alarm = isAlarm(notice);
  const params = { name: t('timeline.someone'), ...notice.params };
  // Another head is another bar: it is announced again, and a press begun on the old button does not end on the new one.
  return html`${keyed(notice.head, html`<div class="bar ${alarm ? 'alarm' : ''}" data-code=${notice.code}>
    ${alarm ? warningIcon : infoIcon}<span>${sentence(`notice.${notice.code}`, params)}</span>${button(notice, busy, act)}
  </div>`)}`;
}

function button({ action }: Notice, busy: boolean, act: () => void): TemplateResult | typeof nothing {
  switch (action) {
    case 'accept':
    case 'take-back':
    case 'succeed':
    case 'rejoin': return html`<button type="button" class="primary" ?disabled=${busy} @click=${act}>${t(`action.${action}`)}</button>`;
    case 'devices': return html`<a href="/device">${t('action.devices')}</a>`;
    case 'reload': return html`<button type="button" class="plain" @click=${() => location.reload()}>${t('action.reload')}</button>`;
    default: return nothing;
  }
}
