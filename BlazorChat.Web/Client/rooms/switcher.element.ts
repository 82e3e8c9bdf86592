// `<chat-switcher user>`: Ctrl+K goes to any room or person by a few letters of the name.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Api, type ConversationSummary } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { t } from '../texts';
import { destinations, type Destination } from './destinations';
import { go } from './go';
import { tile, tileStyles } from './tile';
import { WithEngine } from './with-engine';

const pauseMs = 120;

@customElement('chat-switcher')
export class ChatSwitcher extends LitElement {
  static override styles = [base, dialog, tileStyles, css`
    dialog { width: min(520px, calc(100vw - 24px)); margin-block-start: 10dvh; padding: 12px; overflow: hidden; }
    input { width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); color: inherit; font: inherit; }
    ul { max-height: 60dvh; margin: 8px 0 0; padding: 0; overflow-y: auto; list-style: none; }
    li { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 4px 8px; border-radius: var(--bc-radius); cursor: pointer; }
    li[aria-selected=true] { background: var(--bc-own); }
    .what { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .count { min-width: 20px; padding: 0 6px; border-radius: 999px; background: var(--bc-primary); color: var(--bc-onprimary); font-size: var(--bc-size-tiny); font-weight: 650; text-align: center; }
    p { margin: 8px; }
    p:empty { display: none; }
    chat-avatar { --bc-avatar: 28px; }
  `];

  @property() user = '';
  api: Pick<Api, 'users' | 'rooms' | 'conversations'> = new Api();
  go = go;
  @state() private found: readonly Destination[] = [];
  @state() private asked = '';
  @state() private chosen = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private field!: HTMLInputElement;
  readonly #with = new WithEngine(this);
  #mine: readonly ConversationSummary[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // On the way down: no key that is pressed where one writes comes up again.
    document.addEventListener('keydown', this.#shortcut, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#shortcut, { capture: true });
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-label=${t('switcher.title')}>
      <input type="text" role="combobox" autocomplete="off" spellcheck="false" maxlength="100" aria-label=${t('switcher.find')} placeholder=${t('switcher.find')}
        aria-expanded=${this.found.length > 0} aria-controls="found" aria-autocomplete="list" aria-activedescendant=${this.found.length > 0 ? `d${this.chosen}` : nothing}
        @input=${this.#type} @keydown=${this.#key}>
      <p class="secondary" role="status">${this.asked !== '' && this.found.length === 0 ? t('switcher.none', { query: this.asked }) : nothing}</p>
      <ul id="found" role="listbox" aria-label=${t('switcher.title')}>${this.found.map((one, i) => this.#row(one, i))}</ul>
    </dialog>`;
  }

  #row(one: Destination, i: number): TemplateResult {
    const { name, more, unread, room, user } = one;
    return html`<li id="d${i}" role="option" aria-selected=${i === this.chosen} @click=${() => this.#take(one)} @pointermove=${() => { this.chosen = i; }}>
      ${room === null ? html`<chat-avatar user=${user!} name=${name}></chat-avatar>` : tile(room.colour, room.kind)}
      <span class="what"><span class="unseen">${t(room === null ? 'switcher.person' : 'switcher.room')} </span><bdi>${name}</bdi> <bdi class="secondary">${more}</bdi></span>
      ${unread === 0 ? nothing : html`<span class="count">${unread > 99 ? '99+' : unread}</span>`}</li>`;
  }

  readonly #shortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (this.dialog.open) this.dialog.close();
    else if (isAnswering()) return;
    else void this.#open();
  };

  async #open(): Promise<void> {
    [this.field.value, this.asked, this.chosen, this.found] = ['', '', 0, []];
    this.dialog.showModal();
    this.#mine = await this.api.conversations().catch(() => []);
    await this.#find();
  }

  readonly #type = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), pauseMs);
  };

  /** Returns what is found for what stands in the field now. */
  async #find(): Promise<readonly Destination[]> {
    const rooms = this.#with.engine?.rooms;
    if (rooms === undefined) return [];
    const text = this.field.value.trim();
    const found = await destinations(this.api, rooms, this.#mine, text, this.user).catch(() => []);
    // Only the newest question is shown; the same again leaves the choice where it is.
    if (text === this.field.value.trim()) [this.chosen, this.found, this.asked] = [text === this.asked && this.chosen < found.length ? this.chosen : 0, found, text];
    return found;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { length } = this.found;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (length > 0) this.chosen = (this.chosen + (event.key === 'ArrowDown' ? 1 : length - 1)) % length;
      void this.updateComplete.then(() => this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!event.isComposing) void this.#takeChosen();
    }
  };

  /** Of what stands in the field now, not of what was looked for before. */
  async #takeChosen(): Promise<void> {
    const one = this.field.value.trim() === this.asked ? this.found[this.chosen] : (await this.#find())[0];
    if (one !== undefined && this.dialog.open) this.#take(one);
  }

  #take({ path }: Destination): void {
    this.dialog.close();
    this.go(path);
  }
}

/** Another dialog waits: they stand at the end of the page, each in its own element. */
const isAnswering = (): boolean => [...document.body.children].some(({ shadowRoot }) => shadowRoot?.querySelector('dialog[open]') != null);

declare global {
  interface HTMLElementTagNameMap {
    'chat-switcher': ChatSwitcher;
  }
}
