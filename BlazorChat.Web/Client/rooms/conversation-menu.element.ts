// `<chat-room-menu conv peer user>`: the items of a conversation's menu that are about membership and one's own wishes for it. What stands there is
// asked for when the menu is opened.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../blocks/block-dialog.element';
import { Api, type ConversationSummary, type OwnSettings } from '../api';
import { base } from '../look/base';
import { closeMenu, menuItem } from '../look/menu';
import { ConversationWatch } from '../messages/conversation-watch';
import { t, type Key } from '../texts';
import { go } from './go';
import './leave.element';
import { openMembers } from './open-members';
import { problemOf, type Problem } from './problem';
import './settings.element';
import { WithEngine } from './with-engine';

@customElement('chat-room-menu')
export class ChatRoomMenu extends LitElement {
  static override styles = [base, menuItem, css`
    p { margin: 0; padding: 4px 10px; max-width: 260px; color: var(--bc-danger); font-size: var(--bc-size-small); }
    p:empty { display: none; }
  `];

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  api: Pick<Api, 'conversationAt' | 'setOwn' | 'unblock'> = new Api();
  go = go;
  @state() private summary: ConversationSummary | null = null;
  @state() private problem: Problem | null = null;
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
    const alert = html`<p role="alert">${this.problem === null ? nothing : t(this.problem.key)}</p>`;
    if (summary === null) return alert;
    const isRoom = summary.kind !== 'dm';
    const isAdmin = summary.role === 'admin';
    return html`${alert}
      ${isRoom ? this.#item('rooms.menu.members', () => this.#members(false)) : nothing}
      ${isRoom && isAdmin ? this.#item('rooms.menu.invite', () => this.#members(true)) : nothing}
      ${isRoom && isAdmin ? this.#item('rooms.menu.settings', () => this.#open('chat-room-settings')) : nothing}
      ${this.#item(summary.favourite ? 'rooms.menu.unfavourite' : 'rooms.menu.favourite', () => this.#set({ favourite: !summary.favourite }), true)}
      ${this.#item(summary.muted ? 'rooms.menu.unmute' : 'rooms.menu.mute', () => this.#set({ muted: !summary.muted }), true)}
      ${this.#item('rooms.menu.unread', () => this.#unread(), true)}
      ${isRoom ? this.#item('rooms.menu.leave', () => this.#open('chat-leave-room')) : this.#item('rooms.menu.hide', () => this.#set({ hidden: true }, true), true)}
      ${summary.peer === null ? nothing : this.#blocking(summary.peer, summary.blocked)}`;
  }

  #blocking(peer: string, blocked: boolean): TemplateResult {
    return blocked ? this.#item('blocks.menu.unblock', () => void this.#try(() => this.api.unblock(peer)), true)
      : this.#item('blocks.menu.block', () => document.body.append(Object.assign(document.createElement('chat-block-dialog'), { peer, name: this.#watch.conversation?.peerName ?? '' })));
  }

  /** `stays`: what may fail is told in the menu, which goes once it is done. */
  #item(text: Key, act: () => void, stays = false): TemplateResult {
    return html`<button type="button" @click=${() => {
      if (!stays) closeMenu(this);
      act();
    }}>${t(text)}</button>`;
  }

  readonly #toggled = (): void => {
    const conv = this.#watch.conversation?.conv ?? this.conv;
    if (this.#menu?.open !== true || conv === null) return;
    this.problem = null;
    if (this.summary?.conv !== conv) this.summary = null;
    void this.api.conversationAt(conv).then((summary) => {
      // Another may be shown by now.
      if ((this.#watch.conversation?.conv ?? this.conv) === conv) this.summary = summary;
    }, (error: unknown) => { this.problem = problemOf(error); });
  };

  #members(inviting: boolean): void {
    const [{ conversation }, { engine }] = [this.#watch, this.#with];
    if (conversation !== null && engine !== null) openMembers(conversation, engine, inviting);
  }

  #open(name: 'chat-room-settings' | 'chat-leave-room'): void {
    const rooms = this.#with.engine?.rooms;
    if (rooms !== undefined) document.body.append(Object.assign(document.createElement(name), { room: this.summary!, ...(name === 'chat-leave-room' ? { rooms } : {}) }));
  }

  async #try(act: () => Promise<void>, away = false): Promise<void> {
    const { conversation } = this.#watch;
    this.problem = null;
    try {
      await act();
      // Another may be shown by now.
      if (conversation !== this.#watch.conversation) return;
      closeMenu(this);
      if (away) this.go('/chat');
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  #set(settings: OwnSettings, away = false): void {
    void this.#try(() => this.api.setOwn(this.summary!.conv, settings), away);
  }

  /** From the newest message that is shown on. Away then: here it would be read again at once. */
  #unread(): void {
    const { conversation } = this.#watch;
    const rows = conversation?.rows() ?? [];
    const newest = rows.findLast((row) => row.kind === 'message' && row.seq !== null && !row.author.own) ?? rows.findLast((row) => row.seq !== null);
    if (conversation !== null && newest?.seq != null) void this.#try(() => conversation.markUnread(newest.seq!), true);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room-menu': ChatRoomMenu;
  }
}
