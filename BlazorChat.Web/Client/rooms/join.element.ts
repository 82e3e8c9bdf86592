// `<chat-join-room conv>`: in the place of an open room one is not in. The page follows when the server tells that one is.
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { t } from '../texts';
import { Acting } from './acting';
import { problemOf } from './problem';
import { WithEngine } from './with-engine';

@customElement('chat-join-room')
export class ChatJoinRoom extends LitElement {
  static override styles = [base, css`
    :host { display: grid; gap: 8px; justify-items: center; }
    button { min-height: 40px; padding: 6px 20px; }
    p { margin: 0; color: var(--bc-danger); }
    p:empty { display: none; }
  `];

  @property() conv = '';
  readonly #acting = new Acting(this, problemOf);
  readonly #with = new WithEngine(this);

  protected override render() {
    const { busy, problem } = this.#acting;
    return html`<button type="button" class="primary" aria-disabled=${busy || this.#with.engine === null} @click=${() => void this.#join()}>${t(busy ? 'rooms.working' : 'rooms.join.this')}</button>
      <p role="alert">${problem === null ? nothing : t(problem.key)}</p>`;
  }

  async #join(): Promise<void> {
    const { engine } = this.#with;
    if (engine !== null) await this.#acting.run(() => engine.rooms.join(this.conv));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-join-room': ChatJoinRoom;
  }
}
