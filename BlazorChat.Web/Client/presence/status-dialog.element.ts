// `<chat-status-dialog>`: how others see one, a line of text beside one's name, and for how long it stays.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { Api, isApiError, networkCode, type Choice, type OwnStatus } from '../api';
import { clearDialogStyles } from '../clear/clear-dialog.styles';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { radio } from '../look/radio';
import { lengthOf } from '../names/rules';
import { shortMoment } from '../people/moments';
import { has, plural, t, type Key } from '../texts';
import { mostLength, problemOf, tidy } from './status-line';

const choices: readonly Choice[] = ['online', 'dnd', 'invisible'];
const spans = ['30', '60', '240', 'today', 'never'] as const;
/** `keep`: as long as the line that is there. */
type Span = (typeof spans)[number] | 'keep';

/** From so many characters before the end on they are counted. */
const countFrom = 20;

@customElement('chat-status-dialog')
export class ChatStatusDialog extends LitElement {
  static override styles = [base, dialog, clearDialogStyles, css`
    .line { display: grid; gap: 4px; }
    .line label { display: block; font-weight: 650; }
    .line input { width: 100%; min-height: 36px; padding: 6px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); color: inherit; font: inherit; }
    .line input:disabled { background: var(--bc-raised); color: var(--bc-muted); }
    label .secondary { grid-column: 2; }
    .spans { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
    .spans legend { grid-column: 1 / -1; }
  `];

  api: Pick<Api, 'setStatus'> = new Api();
  now = () => Date.now();
  @state() private choice: Choice = 'online';
  @state() private line = '';
  @state() private span: Span = 'today';
  @state() private until: number | null = null;
  @state() private working = false;
  @state() private problem: Key | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  /** What holds now. */
  begin({ status, line, until }: OwnStatus): void {
    [this.choice, this.line, this.until] = [status, line ?? '', until];
    this.span = line === null ? 'today' : until === null ? 'never' : 'keep';
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const hidden = this.choice === 'invisible';
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}>
      <form @submit=${this.#submit} novalidate>
        <h1 id="title">${t('status.title')}</h1>
        <fieldset>
          <legend class="unseen">${t('status.title')}</legend>
          ${choices.map((choice) => radio('status', choice, this.choice === choice, t(`status.${choice}`), () => { this.choice = choice; }, t(`status.${choice}.about`)))}
        </fieldset>
        ${this.#lineField(hidden)}
        ${this.line.trim() === '' || hidden ? nothing : this.#spanFields()}
        <p class="problem" role="alert">${this.problem === null ? nothing : t(this.problem)}</p>
        <div class="buttons">
          <button type="button" @click=${() => this.dialog.close()}>${t('status.cancel')}</button>
          <button type="submit" class="primary" aria-disabled=${this.working}>${t('status.save')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #lineField(hidden: boolean): TemplateResult {
    const left = mostLength - lengthOf(tidy(this.line));
    return html`<div class="line">
      <label for="line">${t('status.line')}</label>
      <input id="line" dir="auto" autocomplete="off" maxlength="1000" .value=${this.line} ?disabled=${hidden} aria-describedby="about"
        aria-invalid=${this.problem?.startsWith('status.error.line') === true ? 'true' : 'false'} @input=${this.#type}>
      <span id="about" class="secondary">${t(hidden ? 'status.line.hidden' : 'status.line.about')}
        ${left <= countFrom && !hidden ? html`<span role="status">${left < 0 ? plural('status.over', -left) : plural('status.left', left)}</span>` : nothing}</span>
    </div>`;
  }

  #spanFields(): TemplateResult {
    const kept = this.until !== null && this.until > this.now();
    return html`<fieldset class="spans">
      <legend>${t('status.span')}</legend>
      ${kept ? radio('span', 'keep', this.span === 'keep', t('status.span.keep', { time: shortMoment(this.until!, this.now()) }), () => { this.span = 'keep'; }) : nothing}
      ${spans.map((span) => radio('span', span, this.span === span, t(`status.span.${span}`), () => { this.span = span; }))}
    </fieldset>`;
  }

  readonly #type = (event: Event): void => {
    this.line = (event.target as HTMLInputElement).value;
    this.problem = problemOf(this.line);
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.problem = this.choice === 'invisible' ? null : problemOf(this.line);
    if (this.problem === null && !this.working) void this.#save();
  };

  async #save(): Promise<void> {
    this.working = true;
    try {
      await this.api.setStatus({ status: this.choice, line: tidy(this.line), minutes: this.#minutes(), keep: this.span === 'keep' });
      this.dialog?.close();
    } catch (error) {
      this.problem = problemKey(error);
    } finally {
      this.working = false;
    }
  }

  /** Until midnight here: the server does not know where "here" is. */
  #minutes(): number | null {
    if (this.span === 'never' || this.span === 'keep') return null;
    if (this.span !== 'today') return Number(this.span);
    const now = this.now();
    return Math.max(1, Math.ceil((new Date(now).setHours(24, 0, 0, 0) - now) / 60_000));
  }
}

function problemKey(error: unknown): Key {
  if (isApiError(error, networkCode)) return 'status.error.connection';
  const key = isApiError(error) ? `status.error.${error.code}` : '';
  return has(key) ? key : 'status.error.unknown';
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-status-dialog': ChatStatusDialog;
  }
}
