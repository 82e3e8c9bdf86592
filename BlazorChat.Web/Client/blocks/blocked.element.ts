// `<chat-blocked peer name>`: stands where one would write to somebody one has blocked. The page draws the composer again once that is over.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Api } from '../api';
import { base } from '../look/base';
import { sentence } from '../messages/sentences';
import { t } from '../texts';
import { Acting } from '../rooms/acting';
import { blockProblemOf } from './blocking';

@customElement('chat-blocked')
export class ChatBlocked extends LitElement {
  static override styles = [base, css`
    :host { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 8px 16px; padding: 12px 20px; border-top: 1px solid var(--bc-border); color: var(--bc-muted); }
    span { overflow-wrap: anywhere; }
    button { min-height: 36px; padding: 6px 16px; border: 1px solid var(--bc-line); color: var(--bc-text); }
    button:hover { background: var(--bc-raised); }
    p { margin: 0; width: 100%; text-align: center; color: var(--bc-danger); }
    p:empty { display: none; }
  `];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() peer = '';
  /** As certified. */
  @property() name = '';
  api: Pick<Api, 'unblock'> = new Api();
  readonly #blocking = new Acting(this, blockProblemOf);

  protected override render(): TemplateResult {
    const { busy, problem } = this.#blocking;
    return html`<span>${sentence('blocks.bar', { name: this.name })}</span>
      <button type="button" aria-disabled=${busy} @click=${() => void this.#blocking.run(() => this.api.unblock(this.peer))}>${t('blocks.unblock')}</button>
      <p role="alert">${problem === null ? nothing : t(problem)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-blocked': ChatBlocked;
  }
}
