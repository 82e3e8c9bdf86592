// `<chat-group-people>`: who of a group of the organisation's directory can be added, each with a tick that can be taken away. The server says who is in
// it; nobody has signed that, so it is a proposal, and who is taken is looked up like anybody who was chosen by name.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Api, type FoundUser, type GroupPeople, type ListedGroup } from '../api';
import { base } from '../look/base';
import { sentence } from '../messages/sentences';
import { plural, t } from '../texts';

@customElement('chat-group-people')
export class ChatGroupPeople extends LitElement {
  static override styles = [base, css`
    :host { display: grid; gap: 8px; padding: 12px; border-radius: var(--bc-radius); background: var(--bc-raised); }
    h3 { margin: 0; font-size: var(--bc-size); font-weight: 650; overflow-wrap: anywhere; }
    p { margin: 0; }
    p:empty { display: none; }
    ul { display: grid; gap: 2px; max-height: 240px; margin: 0; padding: 0; overflow-y: auto; list-style: none; }
    label { display: flex; align-items: center; gap: 10px; min-height: 36px; }
    label span:not(.secondary) { flex: 1; min-width: 0; overflow-wrap: anywhere; }
    input { flex: none; width: 18px; height: 18px; margin: 0; accent-color: var(--bc-primary); }
    .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
    .buttons button { min-height: 36px; padding: 6px 16px; }
    .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
    chat-avatar { --bc-avatar: 28px; }
  `];

  api!: Pick<Api, 'groupPeople'>;
  @property({ attribute: false }) group!: ListedGroup;
  /** Not proposed again. */
  @property({ attribute: false }) there: ReadonlySet<string> = new Set();
  /** Takes those who are ticked, and nobody: it was called off. */
  done!: (people: readonly FoundUser[]) => void;
  @state() private list: GroupPeople | null = null;
  @state() private failed = false;
  @state() private without: ReadonlySet<string> = new Set();

  protected override firstUpdated(): void {
    void this.#load();
  }

  protected override render(): TemplateResult {
    const people = this.list?.users.filter(({ user }) => !this.there.has(user)) ?? [];
    const taken = people.filter(({ user }) => !this.without.has(user));
    return html`<h3 id="title" tabindex="-1">${sentence('rooms.group.title', { name: this.group.name })}</h3>
      <p class="secondary">${t('rooms.group.about')}</p>
      <p role="status">${this.failed ? t('rooms.group.failed') : this.list === null ? t('rooms.working') : this.#said(this.list, people.length)}</p>
      ${people.length === 0 ? nothing : html`<ul aria-labelledby="title">${people.map((one) => this.#row(one))}</ul>`}
      <div class="buttons">
        <button type="button" @click=${() => this.done([])}>${t('rooms.cancel')}</button>
        ${people.length === 0 ? nothing : html`<button type="button" class="primary" aria-disabled=${taken.length === 0} @click=${() => {
          if (taken.length > 0) this.done(taken);
        }}>${plural('rooms.group.take', taken.length)}</button>`}
      </div>`;
  }

  #row(one: FoundUser): TemplateResult {
    return html`<li><label><input type="checkbox" .checked=${!this.without.has(one.user)} @change=${() => this.#turn(one.user)}>
      <chat-avatar user=${one.user} name=${one.name}></chat-avatar>
      <span><bdi>${one.name}</bdi>${one.chosen === null ? nothing : html` <bdi class="secondary">${one.chosen}</bdi>`}</span><span class="secondary">${one.username}</span></label></li>`;
  }

  #said({ users, without, more }: GroupPeople, left: number): string {
    return [
      left === 0 ? t('rooms.group.nobody') : '',
      left > 0 && users.length > left ? plural('rooms.group.there', users.length - left) : '',
      without === 0 ? '' : plural('rooms.group.without', without),
      more ? t('rooms.group.more') : '',
    ].filter((part) => part !== '').join(' ');
  }

  #turn(user: string): void {
    const without = new Set(this.without);
    if (!without.delete(user)) without.add(user);
    this.without = without;
  }

  async #load(): Promise<void> {
    this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
    try {
      this.list = await this.api.groupPeople(this.group.id);
    } catch {
      this.failed = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-group-people': ChatGroupPeople;
  }
}
