// `<chat-join-room conv>`: in the place of an open room one is not in. The page follows when the server tells that one is.
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { t } from '../texts';
import { problemOf, type Problem } from './problem';
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
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  readonly #with = new WithEngine(this);

  protected override render() {
    return html`<button type="button" class="primary" aria-disabled=${this.busy || this.#with.engine === null} @click=${() => void this.#join()}>${t(this.busy ? 'rooms.working' : 'rooms.join.this')}</button>
      <p role="alert">${this.problem === null ? nothing : t(this.problem.key)}</p>`;
  }

  async #join(): Promise<void> {
    const { engine } = this.#with;
    if (engine === null || this.busy) return;
    [this.busy, this.problem] = [true, null];
    try {
      await engine.rooms.join(this.conv);
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-join-room': ChatJoinRoom;
  }
}
