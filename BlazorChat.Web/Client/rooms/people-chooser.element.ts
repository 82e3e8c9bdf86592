// `<chat-people-chooser>`: finds people by name and keeps those who were chosen. Found they are by what the server says; who is chosen stands there
// at once, and as soon as it is known by the name that is certified, whatever was listed.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { Api, type FoundUser, type ListedGroup } from '../api';
import type { Person } from '../chains/person';
import { base } from '../look/base';
import { groupIcon } from '../look/icons';
import { t } from '../texts';
import './group-people.element';

const pauseMs = 200;
const most = 8;
/** Names that are looked up side by side. */
const atOnce = 10;

@customElement('chat-people-chooser')
export class ChatPeopleChooser extends LitElement {
  static override styles = [base, css`
    :host { display: grid; gap: 8px; }
    input { width: 100%; min-height: 40px; padding: 6px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); color: inherit; font: inherit; }
    ul { display: flex; flex-wrap: wrap; gap: 4px; margin: 0; padding: 0; list-style: none; }
    ul.found { display: grid; max-height: 240px; overflow-y: auto; border: 1px solid var(--bc-border); border-radius: var(--bc-radius); }
    .found button { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 40px; text-align: start; }
    .found button:hover:not(:disabled) { background: var(--bc-raised); }
    .found .who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
    .found svg { flex: none; width: 28px; height: 28px; padding: 4px; }
    .found button:disabled { color: var(--bc-muted); }
    .chosen button { display: inline-flex; align-items: center; gap: 6px; border: 1px solid var(--bc-line); border-radius: 999px; max-width: 100%; overflow-wrap: anywhere; text-align: start; }
    chat-avatar { --bc-avatar: 28px; }
    .nobody:empty { display: none; }
  `];

  api: Pick<Api, 'users' | 'groups' | 'groupPeople'> = new Api();
  /** Already there, oneself among them: shown, not to be chosen. */
  @property({ attribute: false }) present: ReadonlySet<string> = new Set();
  /** Verified by this browser. */
  certified: (user: string) => Promise<Pick<Person, 'name'> | null> = async () => null;
  @state() chosen: readonly FoundUser[] = [];
  @state() private found: readonly FoundUser[] = [];
  @state() private groups: readonly ListedGroup[] = [];
  /** Whose people are looked at. */
  @state() private group: ListedGroup | null = null;
  @state() private asked = '';
  @query('input') private field!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** What Enter was pressed for, while that is being looked for. */
  #taking: string | null = null;

  override focus(): void {
    this.field?.focus();
  }

  protected override render(): TemplateResult {
    const open = this.#open(this.found);
    return html`
      ${this.chosen.length === 0 ? nothing : html`<ul class="chosen" aria-label=${t('rooms.people.chosen')}>${this.chosen.map((one) => html`<li>
        <button type="button" aria-label=${t('rooms.people.drop', { name: one.name })} @click=${() => this.#drop(one)}><bdi>${one.name}</bdi> <span aria-hidden="true">×</span></button></li>`)}</ul>`}
      <input type="search" autocomplete="off" spellcheck="false" maxlength="100" aria-label=${t('rooms.people.find')} placeholder=${t('rooms.people.find')} @input=${this.#type} @keydown=${this.#key}>
      <p class="secondary nobody" role="status">${this.asked !== '' && this.found.length === 0 && this.groups.length === 0 ? t('rooms.people.none', { query: this.asked }) : nothing}</p>
      ${open.length === 0 && this.groups.length === 0 ? nothing : html`<ul class="found">${open.map((one) => this.#row(one))}${this.groups.map((group) => this.#groupRow(group))}</ul>`}
      ${this.group === null ? nothing : keyed(this.group.id, html`<chat-group-people .api=${this.api} .group=${this.group} .done=${this.#taken}
        .there=${new Set([...this.present, ...this.chosen.map(({ user }) => user)])}></chat-group-people>`)}`;
  }

  /** Who is not chosen yet. */
  #open(found: readonly FoundUser[]): readonly FoundUser[] {
    return found.filter(({ user }) => !this.chosen.some((one) => one.user === user));
  }

  #isChoosable({ user, hasDevice }: FoundUser): boolean {
    return hasDevice && !this.present.has(user);
  }

  #groupRow(group: ListedGroup): TemplateResult {
    return html`<li><button type="button" class="group" @click=${() => this.#look(group, this.field.value)}>${groupIcon}<span class="who"><bdi>${group.name}</bdi></span><span class="secondary">${t('rooms.group')}</span></button></li>`;
  }

  readonly #taken = (people: readonly FoundUser[]): void => {
    this.group = null;
    this.field.focus();
    void this.#take(people);
  };

  #row(one: FoundUser): TemplateResult {
    const hint = this.present.has(one.user) ? t('rooms.people.already') : one.hasDevice ? one.username : t('rooms.people.no-device');
    return html`<li><button type="button" ?disabled=${!this.#isChoosable(one)} @click=${() => this.#choose(one, this.field.value)}>
      <chat-avatar user=${one.user} name=${one.name}></chat-avatar>
      <span class="who"><bdi>${one.name}</bdi>${one.chosen === null ? nothing : html` <bdi class="secondary">${one.chosen}</bdi>`}</span><span class="secondary">${hint}</span></button></li>`;
  }

  /** `text`: by which they were found. */
  #choose(one: FoundUser, text: string): void {
    this.#forget(text);
    this.field.focus();
    void this.#take([one]);
  }

  #look(group: ListedGroup, text: string): void {
    this.#forget(text);
    this.group = group;
  }

  /** Nobody waits for the names: who goes on before they are verified has chosen who was shown, and is refused where that is somebody else. */
  async #take(people: readonly FoundUser[]): Promise<void> {
    const added = people.filter(({ user }) => !this.chosen.some((one) => one.user === user));
    this.#choice([...this.chosen, ...added]);
    for (let i = 0; i < added.length; i += atOnce) await Promise.all(added.slice(i, i + atOnce).map((one) => this.#certify(one)));
  }

  async #certify({ user, name: listed }: FoundUser): Promise<void> {
    const name = (await this.certified(user).catch(() => null))?.name ?? listed;
    if (name !== listed) this.#choice(this.chosen.map((one) => (one.user === user ? { ...one, name } : one)));
  }

  /** These are in. */
  done(users: ReadonlySet<string>): void {
    this.#choice(this.chosen.filter(({ user }) => !users.has(user)));
  }

  #drop(one: FoundUser): void {
    this.done(new Set([one.user]));
    this.field.focus();
  }

  #choice(chosen: readonly FoundUser[]): void {
    this.chosen = chosen;
    this.dispatchEvent(new Event('change'));
  }

  /** But for what was typed since. */
  #forget(text: string): void {
    if (this.field.value.trim() !== text.trim()) return;
    this.field.value = '';
    [this.found, this.groups, this.asked] = [[], [], ''];
  }

  readonly #type = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), pauseMs);
  };

  /** Enter takes the first, and does not send the form around. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) void this.#takeFirst();
  };

  /** Of what stands in the field now, not of what was looked for before. */
  async #takeFirst(): Promise<void> {
    const text = this.field.value.trim();
    if (text === this.#taking) return; // pressed again: whoever comes next in the list is not meant
    this.#taking = text;
    const { found, groups } = text === this.asked ? { found: this.found, groups: this.groups } : await this.#find();
    if (this.#taking === text) this.#taking = null;
    const one = this.#open(found).find((person) => this.#isChoosable(person));
    if (one !== undefined) this.#choose(one, text);
    else if (groups[0] !== undefined) this.#look(groups[0], text);
  }

  /** Returns what is found for what stands in the field now. */
  async #find(): Promise<{ readonly found: readonly FoundUser[]; readonly groups: readonly ListedGroup[] }> {
    const text = this.field.value.trim();
    const [found, groups] = text === '' ? [[], []] : await Promise.all([this.api.users(text, most).catch(() => []), this.api.groups(text).catch(() => [])]);
    // Only the newest question is shown.
    if (text === this.field.value.trim()) [this.found, this.groups, this.asked] = [found, groups, text];
    return { found, groups };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-people-chooser': ChatPeopleChooser;
  }
}
