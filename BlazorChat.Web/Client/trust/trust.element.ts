// `<chat-trust user>`: an item of a dm's menu: what this browser knows of the other's devices.
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { WithEngine } from '../rooms/with-engine';
import { t } from '../texts';
import './trust-dialog.element';

@customElement('chat-trust')
export class ChatTrust extends LitElement {
  static override styles = [base, css`
    :host { display: block; }
    button { display: flex; align-items: center; width: 100%; min-height: 36px; padding: 6px 10px; text-align: start; white-space: nowrap; }
    button:hover { background: var(--bc-raised); }
  `];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() user = '';
  readonly #with = new WithEngine(this);

  protected override render() {
    return html`<button type="button" @click=${this.#open}>${t('trust.item')}</button>`;
  }

  readonly #open = (): void => {
    const menu = this.closest('details');
    // Where the focus goes back to when the dialog closes.
    menu?.querySelector('summary')?.focus();
    if (menu !== null) menu.open = false;
    void this.#with.ready().then(({ trust: book }) => document.body.append(Object.assign(document.createElement('chat-trust-dialog'), { book, user: this.user })));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-trust': ChatTrust;
  }
}
