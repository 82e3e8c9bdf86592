// `<chat-status choice line until>`: the item of one's own menu that opens the dialog about how others see one. What holds now comes with the page.
// In the page's own DOM, so that it looks like the items around it.
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { closeMenu } from '../look/menu';
import { t } from '../texts';
import './status-dialog.element';
import type { Choice } from '../api';

@customElement('chat-status')
export class ChatStatus extends LitElement {
  @property() choice: Choice = 'online';
  @property() line: string | null = null;
  @property({ type: Number }) until: number | null = null;

  protected override createRenderRoot() {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<button type="button" @click=${this.#open}>${t('status.open')}</button>`;
  }

  readonly #open = (): void => {
    closeMenu(this);
    const dialog = document.createElement('chat-status-dialog');
    dialog.begin({ status: this.choice, line: this.line, until: this.until });
    // Not inside the menu that called it: what is folded away does not show its dialogs either.
    document.body.append(dialog);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-status': ChatStatus;
  }
}
