// `<chat-leave-room>`: asks before one leaves, and leaves.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import type { ConversationSummary } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { t } from '../texts';
import { Acting } from './acting';
import { problemOf } from './problem';
import { go } from './go';
import type { RoomActs } from './room-acts';
import { roomDialogStyles } from './room-dialog.styles';

@customElement('chat-leave-room')
export class ChatLeaveRoom extends LitElement {
  static override styles = [base, dialog, roomDialogStyles];

  rooms!: Pick<RoomActs, 'leave'>;
  room!: ConversationSummary;
  go = go;
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #acting = new Acting(this, problemOf);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${() => this.remove()}><div class="body">
      <h1 id="title">${t('rooms.leave.title')}</h1>
      <p id="text">${t(this.room.kind === 'open' ? 'rooms.leave.text.open' : 'rooms.leave.text.private')}</p>
      <p class="problem" role="alert">${this.#acting.problem === null ? nothing : t(this.#acting.problem.key)}</p>
      <div class="buttons">
        <button type="button" autofocus @click=${() => this.dialog.close()}>${t('rooms.cancel')}</button>
        <button type="button" class="danger" aria-disabled=${this.#acting.busy} @click=${() => void this.#leave()}>${t('rooms.leave')}</button>
      </div>
    </div></dialog>`;
  }

  async #leave(): Promise<void> {
    if (!await this.#acting.run(() => this.rooms.leave(this.room.conv))) return;
    if (!this.isConnected) return;
    this.dialog.close();
    this.go('/chat');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-leave-room': ChatLeaveRoom;
  }
}
