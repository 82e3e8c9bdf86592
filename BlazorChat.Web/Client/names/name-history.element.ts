// `<chat-name-history>`: the names one had and since when, newest first; each can be had again (event `again`), and all be forgotten.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { CryptoError } from '../crypto/errors';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import type { NameHistory, NameUse } from '../own/name-history';
import { OwnRecordError } from '../own/own-records';
import { exactTime, longDay } from '../people/moments';
import { t } from '../texts';
import { nameHistoryStyles } from './name-history.styles';

export type NamesHad = Pick<NameHistory, 'entries' | 'remember' | 'clear'>;

@customElement('chat-name-history')
export class ChatNameHistory extends LitElement {
  static override styles = [base, dialog, nameHistoryStyles];

  @property({ attribute: false }) history!: NamesHad;
  @property({ attribute: false }) now = () => Date.now();
  /** The directory's. */
  @property() certified = '';
  /** Null: the directory's. */
  @property() current: string | null = null;
  /** Null: not read yet. */
  @state() private entries: readonly NameUse[] | null = null;
  @state() private trouble: Trouble | null = null;
  @state() private cleared = false;
  #before = Promise.resolve();
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('h3') private heading!: HTMLElement;

  protected override firstUpdated(): void {
    void this.#attempt(() => this.#catchUp());
  }

  async remember(name: string | null, since: number): Promise<void> {
    await this.#attempt(() => this.history.remember(name, since));
    this.cleared = false;
  }

  protected override render() {
    const entries = this.entries ?? [];
    return html`<h3 id="had" tabindex="-1">${t('names.history')}</h3>
      <p class="secondary">${t('names.history.private')}</p>
      <p class="problem" role="alert" ?hidden=${this.trouble === null}>${this.trouble === null ? nothing : t(`names.history.${this.trouble}`)}</p>
      <p class="secondary" role="status" ?hidden=${!this.cleared}>${this.cleared ? t('names.history.cleared') : nothing}</p>
      ${entries.length === 0 ? nothing : html`<ul aria-labelledby="had">${repeat(entries, ({ since }) => since, (entry, i) => this.#entry(entry, i === 0))}</ul>`}
      ${entries.length === 0 && this.trouble !== 'unreadable' ? nothing : html`<button class="plain clear" @click=${() => this.dialog.showModal()}>${t('names.history.clear')}</button>
        ${this.#question()}`}`;
  }

  #entry({ name, since }: NameUse, newest: boolean): TemplateResult {
    const written = name ?? this.certified;
    return html`<li>
      <div><bdi>${written}</bdi><time class="secondary" datetime=${new Date(since).toISOString()} title=${exactTime(since)}>${t('names.history.since', { day: longDay(since) })}</time></div>
      ${newest && name === this.current
        ? html`<span class="now">${t('names.history.now')}</span>`
        : html`<button class="plain" aria-label=${t('names.history.again.name', { name: written })} @click=${() => this.#again(name)}>${t('names.history.again')}</button>`}
    </li>`;
  }

  #question(): TemplateResult {
    return html`<dialog aria-labelledby="sure" @close=${this.#closed}>
      <form method="dialog">
        <h1 id="sure">${t('names.history.sure')}</h1>
        <p>${t('names.history.sure.text')}</p>
        <div class="buttons">
          <button value="no" autofocus>${t('names.history.sure.no')}</button>
          <button value="yes" class="danger">${t('names.history.sure.yes')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #again(name: string | null): void {
    this.dispatchEvent(new CustomEvent<string | null>('again', { detail: name }));
  }

  readonly #closed = async (): Promise<void> => {
    if (this.dialog.returnValue !== 'yes') return;
    this.dialog.returnValue = '';
    await this.#attempt(() => this.history.clear());
    this.cleared = this.trouble === null;
    await this.updateComplete;
    this.heading.focus(); // what was focused has gone with the list
  };

  /** The name may have changed without this list: the directory took it back, or the change could not be written here. */
  async #catchUp(): Promise<void> {
    const [newest] = await this.history.entries();
    if (newest !== undefined && newest.name !== this.current) await this.history.remember(this.current, this.now());
  }

  /** One after the other. What is then there is shown, and where nothing can be read or written that is said. */
  #attempt(act: () => Promise<void>): Promise<void> {
    return this.#before = this.#before.then(() => this.#do(act));
  }

  async #do(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.entries = await this.history.entries();
      this.trouble = null;
    } catch (error) {
      this.trouble = troubleOf(error);
    }
  }
}

/** `locked`: sealed before this device came. `unreadable`: the server has not what the own devices left there. `trouble`: for now, or in this browser. */
type Trouble = 'locked' | 'unreadable' | 'trouble';

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof CryptoError)) return 'trouble';
  return error instanceof OwnRecordError && error.code !== 'went-back' ? (error.code === 'locked' ? 'locked' : 'trouble') : 'unreadable';
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-name-history': ChatNameHistory;
  }
}
