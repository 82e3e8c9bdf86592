// `<chat-room-menu conv peer user>`: the items of a conversation's menu that are about membership and one's own wishes for it. What stands there is
// asked for when the menu is opened.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Api, isApiError, type ConversationSummary, type OwnSettings } from '../api';
import { base } from '../look/base';
import { ConversationWatch } from '../messages/conversation-watch';
import { t, type Key } from '../texts';
import { go } from './go';
import './leave.element';
import { openMembers } from './open-members';
import './settings.element';
import { WithEngine } from './with-engine';

@customElement('chat-room-menu')
export class ChatRoomMenu extends LitElement {
  static override styles = [base, css`
    :host { display: block; }
    button { display: flex; align-items: center; width: 100%; min-height: 36px; padding: 6px 10px; text-align: start; white-space: nowrap; }
    button:hover { background: var(--bc-raised); }
  `];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  api: Pick<Api, 'conversationAt' | 'setOwn' | 'markUnread'> = new Api();
  go = go;
  @state() private summary: ConversationSummary | null = null;
  readonly #watch = new ConversationWatch(this);
  readonly #with = new WithEngine(this);
  #menu: HTMLDetailsElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#menu = this.closest('details');
    this.#menu?.addEventListener('toggle', this.#toggled);
    if (this.#menu?.open === true) this.#toggled();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#menu?.removeEventListener('toggle', this.#toggled);
  }

  switched(): void {
    this.summary = null;
  }

  changed(): void {
    this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { summary } = this;
    if (summary === null) return nothing;
    const isRoom = summary.kind !== 'dm';
    const isAdmin = summary.role === 'admin';
    return html`
      ${isRoom ? this.#item('rooms.menu.members', () => this.#members(false)) : nothing}
      ${isRoom && isAdmin ? this.#item('rooms.menu.invite', () => this.#members(true)) : nothing}
      ${isRoom && isAdmin ? this.#item('rooms.menu.settings', () => this.#open('chat-room-settings')) : nothing}
      ${this.#item(summary.favourite ? 'rooms.menu.unfavourite' : 'rooms.menu.favourite', () => void this.#set({ favourite: !summary.favourite }))}
      ${this.#item(summary.muted ? 'rooms.menu.unmute' : 'rooms.menu.mute', () => void this.#set({ muted: !summary.muted }))}
      ${this.#item('rooms.menu.unread', () => void this.#unread())}
      ${isRoom ? this.#item('rooms.menu.leave', () => this.#open('chat-leave-room')) : this.#item('rooms.menu.hide', () => void this.#hide())}`;
  }

  #item(text: Key, act: () => void): TemplateResult {
    return html`<button type="button" @click=${() => {
      this.#close();
      act();
    }}>${t(text)}</button>`;
  }

  readonly #toggled = (): void => {
    const conv = this.#watch.conversation?.conv ?? this.conv;
    // Without an answer the items stay as they were.
    if (this.#menu?.open === true && conv !== null) void this.api.conversationAt(conv).then((summary) => { this.summary = summary; }, () => undefined);
  };

  #close(): void {
    if (this.#menu === null) return;
    this.#menu.querySelector('summary')?.focus();
    this.#menu.open = false;
  }

  #members(inviting: boolean): void {
    const [{ conversation }, { engine }] = [this.#watch, this.#with];
    if (conversation !== null && engine !== null) openMembers(conversation, engine, inviting);
  }

  #open(name: 'chat-room-settings' | 'chat-leave-room'): void {
    const rooms = this.#with.engine?.rooms;
    if (rooms !== undefined) document.body.append(Object.assign(document.createElement(name), { room: this.summary!, rooms }));
  }

  /** What gets no answer shows by not happening: the list stays as it was. */
  async #set(settings: OwnSettings): Promise<boolean> {
    try {
      await this.api.setOwn(this.summary!.conv, settings);
      return true;
    } catch (error) {
      if (!isApiError(error)) throw error;
      return false;
    }
  }

  async #hide(): Promise<void> {
    if (await this.#set({ hidden: true })) this.go('/chat');
  }

  /** From the newest message that is shown on. */
  async #unread(): Promise<void> {
    const rows = this.#watch.conversation?.rows() ?? [];
    const newest = rows.findLast((row) => row.kind === 'message' && row.seq !== null && !row.author.own) ?? rows.findLast((row) => row.seq !== null);
    if (newest?.seq == null) return;
    await this.api.markUnread(this.summary!.conv, newest.seq).catch(() => undefined);
    // Here it would be read again at once.
    this.go('/chat');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room-menu': ChatRoomMenu;
  }
}
