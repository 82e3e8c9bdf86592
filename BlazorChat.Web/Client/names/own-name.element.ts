// `<chat-own-name user device name chosen>`: the name that others see first, to change and to go back to the directory's; below it the ones one had.
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Api, isApiError } from '../api';
import { base } from '../look/base';
import { NameHistory } from '../own/name-history';
import { OwnRecords } from '../own/own-records';
import { pageSelf } from '../own/self';
import { has, t, type Key, type Params } from '../texts';
import type { NamesHad } from './name-history.element';
import './name-history.element';
import { ownNameStyles } from './own-name.styles';
import { problemOf, tidy } from './rules';

interface Said {
  readonly key: Key;
  readonly params?: Params;
}

@customElement('chat-own-name')
export class ChatOwnName extends LitElement {
  static override styles = [base, ownNameStyles];

  @property() user = '';
  @property() device = '';
  /** The directory's. */
  @property() name = '';
  @property() chosen: string | null = null;
  api: Pick<Api, 'chooseName' | 'dropName'> = new Api();
  openHistory = async (user: string, device: string): Promise<NamesHad> => new NameHistory(new OwnRecords(await pageSelf({ user, device })));
  now = () => Date.now();
  @state() private typed: string | null = null;
  @state() private problem: Said | null = null;
  @state() private saved = false;
  @state() private history: NamesHad | null = null;
  @query('input') private field!: HTMLInputElement;
  /** The newest that was asked for, while it is not done. */
  #wanted: { readonly name: string | null } | null = null;
  #before = Promise.resolve();

  protected override firstUpdated(): void {
    void this.#open();
  }

  protected override render() {
    const shown = this.chosen ?? this.name;
    return html`<form @submit=${this.#submit} novalidate>
        <label for="name">${t('names.field')}</label>
        <input id="name" autocomplete="nickname" autocapitalize="words" spellcheck="false" dir="auto" maxlength="256" .value=${this.typed ?? shown}
          aria-invalid=${this.problem === null ? 'false' : 'true'} aria-describedby="problem hint" @input=${this.#type}>
        <p id="problem" class="problem" role="alert">${this.problem === null ? nothing : t(this.problem.key, this.problem.params)}</p>
        <p id="hint" class="secondary">${t('names.hint', { name: this.name })}</p>
        <div class="buttons">
          <button type="submit" class="primary">${t('names.save')}</button>
          ${this.chosen === null ? nothing : html`<button type="button" class="plain" @click=${() => void this.#become(null)}>${t('names.directory')}</button>`}
        </div>
        <p class="said secondary" role="status">${this.saved ? t('names.saved', { name: shown }) : nothing}</p>
      </form>
      ${this.history === null ? nothing : html`<chat-name-history .history=${this.history} .certified=${this.name} 
          .current=${this.chosen} .now=${this.now}
        @again=${({ detail }: CustomEvent<string | null>) => void this.#become(detail)}></chat-name-history>`}`;
  }

  async #open(): Promise<void> {
    // Without the keys there is none here; the name can be changed all the same.
    this.history = await this.openHistory(this.user, this.device).catch(() => null);
  }

  readonly #type = (): void => {
    this.typed = this.field.value;
    this.saved = false;
    // Too short is what every name is at first.
    const key = problemOf(this.typed);
    this.problem = key === 'names.error.name-too-long' || key === 'names.error.name-characters' ? { key } : null;
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const key = problemOf(this.field.value);
    if (key === null) void this.#become(tidy(this.field.value));
    else this.#refuse({ key });
  };

  /** Null: the directory's. One after the other, so that no click is lost while an earlier change is kept; the same again is one. */
  #become(name: string | null): Promise<void> {
    if (this.#wanted?.name === name) return this.#before;
    const wanted = this.#wanted = { name };
    const { typed } = this;
    return this.#before = this.#before.then(() => this.#change(name, typed)).finally(() => {
      if (this.#wanted === wanted) this.#wanted = null;
    });
  }

  /** `typed`: what stood in the field then; what is typed since stays. */
  async #change(name: string | null, typed: string | null): Promise<void> {
    this.saved = false;
    try {
      const before = this.chosen;
      this.chosen = name === null ? (await this.api.dropName(), null) : await this.api.chooseName(name);
      [this.problem, this.saved] = [null, true];
      if (this.typed === typed) this.typed = null;
      if (before !== this.chosen) await this.renderRoot.querySelector('chat-name-history')?.remember(this.chosen, this.now());
      if (name === null) this.field.focus(); // the button that was pressed is gone
    } catch (error) {
      // From the list, the field has what was refused.
      if (name !== null && this.typed === typed) this.typed = name;
      this.#refuse(refusalOf(error));
    }
  }

  #refuse(problem: Said): void {
    this.problem = problem;
    this.field.focus();
  }
}

function refusalOf(error: unknown): Said {
  if (!isApiError(error)) return { key: 'names.error.unknown' };
  if (error.status === 429) return { key: 'names.error.throttled', params: { minutes: Math.max(1, Math.ceil((error.retryAfter ?? 0) / 60_000)) } };
  if (error.status === 401) return { key: 'names.error.signed-out' };
  const key = `names.error.${error.code}`;
  return { key: has(key) ? key : 'names.error.unknown' };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-own-name': ChatOwnName;
  }
}
