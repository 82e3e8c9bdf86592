import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { pencilIcon } from '../look/icons';
import { plural, t } from '../texts';
import { hasDraft, watchDrafts } from './draft-marks';
import { mentionsIn, readMentions, watchMentions } from './mention-marks';

/** `<chat-badge conv peer unread>`: what only this browser knows of a conversation in the shell's list: that a draft waits there, how many unread messages name the reader. */
@customElement('chat-badge')
export class ChatBadge extends LitElement {
  static override styles = [base, css`
    :host { display: inline-flex; align-items: center; position: relative; color: var(--bc-muted); }
    .mentions { padding: 0 6px; border-radius: 9px; background: var(--bc-primary); color: var(--bc-onprimary); font-size: var(--bc-size-tiny); font-weight: 650; line-height: 18px; font-variant-numeric: tabular-nums; }
    :host { gap: 6px; }
    svg { width: 14px; height: 14px; }
  `];

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  /** As the server knows; also from another device. */
  @property({ type: Boolean }) unread = false;
  #unwatch: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = [watchDrafts(() => this.requestUpdate()), watchMentions(() => this.requestUpdate())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#unwatch) end();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.get('unread') === true && !this.unread && this.conv !== null) readMentions(this.conv, null);
  }

  protected override render() {
    const mentions = this.unread ? mentionsIn(this.conv) : 0;
    return html`${hasDraft(this) ? html`<span title=${t('badge.draft')}>${pencilIcon}</span><span class="unseen">${t('badge.draft')}</span>` : nothing}${mentions === 0 ? nothing
      : html`<span class="mentions" aria-hidden="true" title=${plural('badge.mentions', mentions)}>@${mentions > 99 ? '99+' : mentions}</span><span class="unseen">${plural('badge.mentions', mentions)}</span>`}`;
  }
}
