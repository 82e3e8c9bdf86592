// `<chat-members-dialog>`: who is in a room, by its verified chain, and what its administrators can do about that.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Conversation } from '../messages/types';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import type { Person } from '../chains/person';
import { sentence } from '../messages/sentences';
import { retained } from '../messages/timeline-states';
import { plural, t } from '../texts';
import { Acting } from './acting';
import { problemOf } from './problem';
import './people-chooser.element';
import type { RoomActs } from './room-acts';
import { roomDialogStyles } from './room-dialog.styles';
import type { RoomView } from './room-view';

const step = 50;

type Member = RoomView['members'][number];

@customElement('chat-members-dialog')
export class ChatMembersDialog extends LitElement {
  static override styles = [base, dialog, roomDialogStyles];

  rooms!: Pick<RoomActs, 'person' | 'add' | 'remove' | 'setRole'>;
  conversation!: Conversation;
  @property() user = '';
  /** Begins at the field by which people are added. */
  inviting = false;
  @state() private shown = step;
  @state() private filter = '';
  /** Whom to remove is asked about. */
  @state() private asked: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #acting = new Acting(this, problemOf);
  readonly #people = new Map<string, Person | null>();
  #unsubscribe: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.conversation.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    if (this.inviting) this.renderRoot.querySelector('chat-people-chooser')?.focus();
  }

  protected override render(): TemplateResult {
    const { conversation: { room } } = this;
    const { problem } = this.#acting;
    const members = room?.members ?? [];
    const isAdmin = room?.own === 'admin';
    const found = this.filter === '' ? members.slice(0, this.shown) : members.filter(({ user }) => this.#matches(user));
    this.#learn(this.filter === '' ? found : members);
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}><div class="body">
      <header><h1 id="title">${t('rooms.members.title')} <span class="secondary">${plural('rooms.count', members.length)}</span></h1>
        <button type="button" class="plain" @click=${() => this.dialog.close()}>${t('rooms.close')}</button></header>
      ${isAdmin ? this.#invite(members) : nothing}
      <p class="problem" role="alert">${problem === null ? nothing : t(problem.key, { name: this.#nameOf(problem.user ?? '') })}</p>
      ${members.length <= 10 ? nothing : html`<input type="search" autocomplete="off" aria-label=${t('rooms.members.filter')} placeholder=${t('rooms.members.filter')}
        @input=${(event: Event) => { this.filter = (event.target as HTMLInputElement).value.trim().toLowerCase(); }}>`}
      <ul class="scroll" aria-labelledby="title" tabindex="-1">${found.map((member) => this.#row(member, isAdmin))}</ul>
      ${this.filter === '' && members.length > this.shown ? html`<div class="buttons"><button type="button" @click=${() => { this.shown += step; }}>${t('rooms.members.more')}</button></div>` : nothing}
      <p class="secondary">${t('rooms.members.signed')} ${retained(this.conversation)}</p>
    </div></dialog>`;
  }

  #invite(members: readonly Member[]): TemplateResult {
    return html`<div class="field"><h2>${t('rooms.members.invite')}</h2>
      <chat-people-chooser .present=${new Set(members.map(({ user }) => user))} .certified=${this.rooms.person} @change=${() => this.requestUpdate()}></chat-people-chooser>
      ${(this.#chooser?.chosen.length ?? 0) === 0 ? nothing : html`<div class="buttons"><button type="button" class="primary" aria-disabled=${this.#acting.busy} @click=${() => void this.#add()}>${t(this.#acting.busy ? 'rooms.working' : 'rooms.members.add')}</button></div>`}
    </div>`;
  }

  #row({ user, role }: Member, isAdmin: boolean): TemplateResult {
    const person = this.#people.get(user) ?? null;
    const name = this.#nameOf(user);
    const isOwn = user === this.user;
    return html`<li class="row" data-user=${user}><chat-avatar user=${user} name=${name}></chat-avatar>
      <div class="what"><bdi>${name}</bdi>${person?.chosen == null ? nothing : html` <bdi class="secondary">${person.chosen}</bdi>`}
        ${isOwn ? html` <span class="secondary">(${t('rooms.members.you')})</span>` : nothing}
        ${this.asked === user ? html`<div class="note"><span>${sentence('rooms.members.sure', { name })}</span><div class="buttons">
          <button type="button" class="back" @click=${() => this.#ask(null, user)}>${t('rooms.cancel')}</button>
          <button type="button" class="danger" @click=${() => void this.#remove(user)}>${t('rooms.members.remove')}</button></div></div>` : nothing}</div>
      ${role === 'admin' ? html`<span class="tag">${t('rooms.members.admin')}</span>` : nothing}
      ${isAdmin && this.asked !== user ? html`<div class="acts">${this.#roleButton(user, role, name)}
        ${isOwn ? nothing : html`<button type="button" aria-label=${t('rooms.members.remove.named', { name })} @click=${() => this.#ask(user)}>${t('rooms.members.remove')}</button>`}</div>` : nothing}
    </li>`;
  }

  #roleButton(user: string, role: Member['role'], name: string): TemplateResult {
    const to = role === 'admin' ? 'make-member' : 'make-admin';
    return html`<button type="button" aria-label=${t(`rooms.members.${to}.named`, { name })} aria-disabled=${this.#acting.busy}
      @click=${() => void this.#acting.next(() => this.rooms.setRole(this.conversation.conv!, user, role === 'admin' ? 'member' : 'admin'))}>${t(`rooms.members.${to}`)}</button>`;
  }

  async #add(): Promise<void> {
    const chooser = this.#chooser!;
    const { chosen } = chooser;
    const done = new Set<string>();
    await this.#acting.run(async () => {
      for (const { user, name } of chosen) {
        await this.rooms.add(this.conversation.conv!, { user, name });
        done.add(user);
      }
    });
    // Who could not be added stays chosen, and who was chosen meanwhile.
    chooser.done(done);
  }

  /** The focus goes with the question, and back. */
  #ask(user: string | null, from?: string): void {
    this.asked = user;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(user === null ? `[data-user="${from}"] .acts button:last-child` : '.note .back')?.focus());
  }

  async #remove(user: string): Promise<void> {
    this.asked = null;
    // People may be on their way in, one after the other.
    await this.#acting.next(() => this.rooms.remove(this.conversation.conv!, user));
    // The row goes a moment later: the list keeps the keyboard.
    this.renderRoot.querySelector<HTMLElement>('ul.scroll')?.focus();
  }

  get #chooser() { return this.renderRoot?.querySelector('chat-people-chooser') ?? null; }

  #matches(user: string): boolean {
    const person = this.#people.get(user);
    return person == null || [person.name, person.chosen ?? '', person.username].some((text) => text.toLowerCase().includes(this.filter));
  }

  #nameOf(user: string): string {
    return this.#people.get(user)?.name ?? this.#chooser?.chosen.find((one) => one.user === user)?.name ?? t('timeline.someone');
  }

  #learn(members: readonly Member[]): void {
    for (const { user } of members) {
      if (this.#people.has(user)) continue;
      this.#people.set(user, null);
      void this.rooms.person(user).catch(() => null).then((person) => {
        this.#people.set(user, person);
        this.requestUpdate();
      });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-members-dialog': ChatMembersDialog;
  }
}
