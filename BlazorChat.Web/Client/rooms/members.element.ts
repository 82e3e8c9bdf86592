// `<chat-room-members conv user count>`: how many are in a room; opens the list of them.
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { ConversationWatch } from '../messages/conversation-watch';
import { plural } from '../texts';
import './members-dialog.element';
import { openMembers } from './open-members';
import { WithEngine } from './with-engine';

@customElement('chat-room-members')
export class ChatRoomMembers extends LitElement {
  static override styles = [base, css`
    :host { display: inline-block; }
    button { padding: 0 4px; color: var(--bc-muted); font-size: var(--bc-size-small); text-decoration: underline; text-underline-offset: 2px; }
    button:hover { color: var(--bc-text); }
  `];

  @property() conv: string | null = null;
  readonly peer = null;
  @property() user = '';
  /** As the server says, until the chain is here. */
  @property({ type: Number }) count = 0;
  readonly #watch = new ConversationWatch(this);
  readonly #with = new WithEngine(this);

  switched(): void {
    // What is shown follows `changed`.
  }

  changed(): void {
    this.requestUpdate();
  }

  protected override render() {
    const count = this.#watch.conversation?.room?.members.length ?? this.count;
    return count === 0 ? nothing : html`<button type="button" aria-haspopup="dialog" @click=${this.#open}>${plural('rooms.count', count)}</button>`;
  }

  readonly #open = (): void => {
    const [{ conversation }, { engine }] = [this.#watch, this.#with];
    if (conversation !== null && engine !== null) openMembers(conversation, engine, false);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room-members': ChatRoomMembers;
  }
}
