// `<chat-trust user>`: an item of a dm's menu: what this browser knows of the other's devices.
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { closeMenu, menuItem } from '../look/menu';
import { engineHost } from '../messages/host';
import { t } from '../texts';
import './trust-dialog.element';

@customElement('chat-trust')
export class ChatTrust extends LitElement {
  static override styles = [base, menuItem];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() user = '';

  protected override render() {
    return html`<button type="button" @click=${this.#open}>${t('trust.item')}</button>`;
  }

  readonly #open = (): void => {
    closeMenu(this);
    void engineHost.ready().then(({ trust: book }) => document.body.append(Object.assign(document.createElement('chat-trust-dialog'), { book, user: this.user })));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-trust': ChatTrust;
  }
}
