// `<chat-rooms user>`: the button above the lists, for a new room and for those there are.
import { LitElement, css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../look/base';
import { plusIcon } from '../look/icons';
import { engineHost } from '../messages/host';
import { t } from '../texts';
import './browse.element';
import './new-room.element';

@customElement('chat-rooms')
export class ChatRooms extends LitElement {
  static override styles = [base, css`
    :host { display: inline-block; position: relative; }
    summary { display: grid; place-items: center; width: 36px; height: 36px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); cursor: pointer; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary:hover { background: var(--bc-raised); }
    .menu { position: absolute; inset-block-start: calc(100% + 4px); inset-inline-end: 0; z-index: 6; display: grid; gap: 2px; min-width: 200px; padding: 6px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius-card); background: var(--bc-surface); box-shadow: var(--bc-shadow); }
    .menu button { min-height: 36px; padding: 6px 10px; text-align: start; white-space: nowrap; }
    .menu button:hover { background: var(--bc-raised); }
  `];

  @property() user = '';
  @query('details') private details!: HTMLDetailsElement;

  protected override render() {
    return html`<details @keydown=${this.#key} @focusout=${this.#left}>
      <summary aria-label=${t('rooms.open')} title=${t('rooms.open')}>${plusIcon}</summary>
      <div class="menu">
        <button type="button" @click=${() => this.#open('chat-new-room')}>${t('rooms.new')}</button>
        <button type="button" @click=${() => this.#open('chat-browse-rooms')}>${t('rooms.browse')}</button>
      </div>
    </details>`;
  }

  #open(name: 'chat-new-room' | 'chat-browse-rooms'): void {
    this.#close();
    void engineHost.ready().then(({ rooms }) => document.body.append(Object.assign(document.createElement(name), { rooms, user: this.user })));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#close();
  };

  readonly #left = (event: FocusEvent): void => {
    if (!this.renderRoot.contains(event.relatedTarget as Node | null) && event.relatedTarget !== null) this.details.open = false;
  };

  #close(): void {
    this.details.open = false;
    this.renderRoot.querySelector('summary')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-rooms': ChatRooms;
  }
}
