// `<chat-browse-rooms>`: the open rooms of this installation, to look through and to join.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { Api, type ListedRoom } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { plural, t } from '../texts';
import { go, roomPath } from './go';
import { problemOf, type Problem } from './problem';
import { roomName } from './room-name';
import type { RoomActs } from './room-acts';
import { roomDialogStyles } from './room-dialog.styles';
import { tile, tileStyles } from './tile';

const pauseMs = 200;

@customElement('chat-browse-rooms')
export class ChatBrowseRooms extends LitElement {
  static override styles = [base, dialog, roomDialogStyles, tileStyles];

  rooms!: Pick<RoomActs, 'join'>;
  api: Pick<Api, 'rooms'> = new Api();
  go = go;
  @state() private listed: readonly ListedRoom[] | null = null;
  @state() private more = false;
  @state() private problem: Problem | null = null;
  @state() private joining: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private field!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | null = null;

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.#find();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}><div class="body">
      <header><h1 id="title">${t('rooms.browse.title')}</h1><button type="button" class="plain" @click=${() => this.dialog.close()}>${t('rooms.close')}</button></header>
      <input type="search" autofocus autocomplete="off" spellcheck="false" maxlength="100" aria-label=${t('rooms.browse.find')} placeholder=${t('rooms.browse.find')} @input=${this.#type}>
      <p class="problem" role="alert">${this.problem === null ? nothing : t(this.problem.key)}</p>
      <p class="secondary" role="status">${this.listed?.length === 0 ? t('rooms.browse.none') : this.more ? t('rooms.browse.more') : nothing}</p>
      <ul class="scroll" aria-labelledby="title">${this.listed?.map((room) => this.#row(room))}</ul>
    </div></dialog>`;
  }

  #row(room: ListedRoom): TemplateResult {
    const { conv, topic, colour, members, joined } = room;
    const name = roomName(room.name);
    return html`<li class="row">${tile(colour, 'open')}
      <div class="what"><bdi>${name}</bdi> <span class="secondary">${plural('rooms.count', members)}</span>${topic === '' ? nothing : html`<p class="secondary" title=${topic}><bdi>${topic}</bdi></p>`}</div>
      <div class="acts">${joined
        ? html`<button type="button" aria-label=${t('rooms.go.named', { name })} @click=${() => this.#open(conv)}>${t('rooms.go')}</button>`
        : html`<button type="button" class="primary" aria-label=${this.joining === conv ? nothing : t('rooms.join.named', { name })} aria-disabled=${this.joining !== null} @click=${() => void this.#join(conv)}>${t(this.joining === conv ? 'rooms.working' : 'rooms.join')}</button>`}</div>
    </li>`;
  }

  #open(conv: string): void {
    this.dialog?.close();
    this.go(roomPath(conv));
  }

  async #join(conv: string): Promise<void> {
    if (this.joining !== null) return;
    [this.joining, this.problem] = [conv, null];
    try {
      await this.rooms.join(conv);
      if (this.isConnected) this.#open(conv);
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.joining = null;
    }
  }

  readonly #type = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), pauseMs);
  };

  async #find(): Promise<void> {
    const text = this.field.value.trim();
    try {
      const { rooms, more } = await this.api.rooms(text);
      // Only the newest question counts.
      if (text === this.field.value.trim()) [this.listed, this.more, this.problem] = [rooms, more, null];
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-browse-rooms': ChatBrowseRooms;
  }
}
