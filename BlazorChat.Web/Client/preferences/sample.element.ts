// `<chat-sample user name>`: a short conversation made up here, drawn by what draws real ones, to see what a choice does.
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { arrange } from '../messages/arrangement';
import { rowOf } from '../messages/timeline-row';
import { timelineStyles } from '../messages/timeline.styles';
import type { MessageRow } from '../messages/types';
import { t } from '../texts';
import { FollowPreferences } from './following';

const other = '00000000-0000-4000-8000-000000000000';

@customElement('chat-sample')
export class ChatSample extends LitElement {
  static override styles = [base, timelineStyles, css`
    :host { height: auto; overflow: hidden; border-radius: var(--bc-radius-card); border: 1px solid var(--bc-border); --edge: 12px; }
    .log { min-height: 0; padding: 8px 0; }
  `];

  @property() user = '';
  @property() name = '';

  constructor() {
    super();
    new FollowPreferences(this, true);
  }

  protected override render() {
    const rows = this.#rows();
    // A picture of it: nothing here is a message, and nothing is to be reached.
    return html`<div class="log" inert aria-hidden="true">${arrange(rows, 0, rows.length, null).map((placed) =>
      rowOf(placed, { reader: this.user, active: false, unfolded: true, members: () => [], unfold: () => {}, retry: () => {}, discard: () => {}, quoted: null, jump: () => {}, tools: null }))}</div>`;
  }

  #rows(): MessageRow[] {
    const said = [
      { own: false, text: t('preferences.sample.1') },
      { own: false, text: t('preferences.sample.2') },
      { own: true, text: t('preferences.sample.3') },
    ];
    return said.map(({ own, text }, i) => ({
      kind: 'message', id: `sample-${i}`, hash: null, seq: i + 1, at: new Date().setHours(16, 5 + i, 0, 0), text, reply: null, mentions: [], state: 'sent', marks: [],
      author: { user: own ? this.user : other, name: own ? this.name : t('preferences.sample.name'), own },
    }));
  }
}
