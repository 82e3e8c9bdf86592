// `<chat-clear-history conv peer user>`: an item of a conversation's menu; without a conversation, as on the settings page, a button for all.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { closeMenu } from '../look/menu';
import { ConversationWatch } from '../messages/conversation-watch';
import { t } from '../texts';
import './clear-dialog.element';
import { ClearHistory } from './clearing';

@customElement('chat-clear-history')
export class ChatClearHistory extends LitElement {
  static override styles = [base, css`
    :host { display: block; }
    button { min-height: 36px; }
    button.item { display: flex; align-items: center; width: 100%; padding: 6px 10px; text-align: start; white-space: nowrap; }
    button.all { padding: 6px 16px; border: 1px solid var(--bc-line); }
    button:hover:not(:disabled) { background: var(--bc-raised); }
    button:disabled { color: var(--bc-muted); }
  `];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  readonly #watch = new ConversationWatch(this);

  switched(): void {
    // What is shown follows `changed`.
  }

  changed(): void {
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    if (this.conv === null && this.peer === null) return html`<button type="button" class="all" @click=${this.#open}>${t('clear.item.all')}</button>`;
    // A dm that has not been made has no history.
    return html`<button type="button" class="item" ?disabled=${this.#watch.conversation?.conv == null} @click=${this.#open}>${t('clear.item')}</button>`;
  }

  readonly #open = (): void => {
    const { conversation } = this.#watch;
    const conv = conversation?.conv ?? null;
    closeMenu(this);
    const dialog = document.createElement('chat-clear-dialog');
    Object.assign(dialog, { history: new ClearHistory(this.user), one: conv === null ? null : { conv, name: conversation!.peerName ?? conversation!.roomName } });
    // Not inside the menu that called it: what is folded away does not show its dialogs either.
    document.body.append(dialog);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-clear-history': ChatClearHistory;
  }
}
