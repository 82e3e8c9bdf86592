import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { pencilIcon } from '../look/icons';
import { t } from '../texts';
import { hasDraft, watchDrafts } from './draft-marks';

/** `<chat-badge conv peer>`: what only this browser knows of a conversation in the shell's list. Today: a draft waits there. */
@customElement('chat-badge')
export class ChatBadge extends LitElement {
  static override styles = [base, css`
    :host { display: inline-flex; align-items: center; position: relative; color: var(--bc-muted); }
    svg { width: 14px; height: 14px; }
  `];

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  #unwatch: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchDrafts(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  protected override render() {
    if (!hasDraft(this)) return nothing;
    return html`<span title=${t('badge.draft')}>${pencilIcon}</span><span class="unseen">${t('badge.draft')}</span>`;
  }
}
