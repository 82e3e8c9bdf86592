// `<chat-window path="/chat">`: the menu's line for the chat's own window. Outside of it it opens one, inside it goes back to the chosen size.
// In the page's own DOM, so that it looks like the lines around it.
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t, type Key } from '../texts';
import { fitToChosenSize, isOwnWindow, openOwnWindow } from './own-window';

@customElement('chat-window')
export class ChatWindow extends LitElement {
  @property() path = '/chat';
  /** Only opens: for a single conversation. */
  @property({ type: Boolean }) pop = false;
  @state() private refused: Key | null = null;

  protected override createRenderRoot() {
    return this;
  }

  protected override render() {
    const own = isOwnWindow() && !this.pop;
    return html`<button type="button" @click=${own ? this.#fit : this.#open}>${t(own ? 'window.fit' : this.pop ? 'window.pop' : 'window.open')}</button>
      <span role="status" class="bc-hint">${this.refused === null ? nothing : t(this.refused)}</span>`;
  }

  readonly #open = (): void => {
    this.refused = openOwnWindow(this.path) ? null : 'window.blocked';
  };

  readonly #fit = async (): Promise<void> => {
    this.refused = (await fitToChosenSize()) ? null : 'window.fixed';
  };
}
