// `<chat-clear-dialog>`: asks which history to clear and where, says before what that does and what it does not, and does it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { isApiError, networkCode } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { radio } from '../look/radio';
import { t, type Key } from '../texts';
import { clearDialogStyles } from './clear-dialog.styles';
import { StorageError, type ClearHistory, type Where } from './clearing';
import { offerUndo } from './undo.element';

/** One conversation, and of whom its dm is (null: it is a room). */
export interface One {
  readonly conv: string;
  readonly name: string | null;
}

@customElement('chat-clear-dialog')
export class ChatClearDialog extends LitElement {
  static override styles = [base, dialog, clearDialogStyles];

  history!: Pick<ClearHistory, 'clear'>;
  /** Null: all conversations, nothing else to choose. */
  one: One | null = null;
  @state() private all = false;
  @state() private where: Where = 'here';
  @state() private working = false;
  @state() private problem: Key | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" aria-describedby="effects" @close=${() => this.remove()}>
      <form @submit=${this.#submit} novalidate>
        <h1 id="title">${t(this.one === null ? 'clear.title.all' : 'clear.title')}</h1>
        ${this.one === null ? nothing : this.#scope(this.one)}
        <fieldset>
          <legend>${t('clear.where')}</legend>
          ${(['here', 'everywhere'] as const).map((where) => radio('where', where, this.where === where, t(`clear.${where}`), () => { this.where = where; }))}
        </fieldset>
        <div class="effects" id="effects">
          ${list('clear.does', [`clear.does.${this.where}`, 'clear.does.read'])}
          ${list('clear.does-not', ['clear.does-not.others', `clear.does-not.server.${this.where}`, 'clear.does-not.drafts'])}
          <p>${t('clear.final')}</p>
        </div>
        <p class="problem" role="alert">${this.problem === null ? nothing : t(this.problem)}</p>
        <div class="buttons">
          <button type="button" @click=${() => this.dialog.close()}>${t('clear.cancel')}</button>
          <button type="submit" class="primary" aria-disabled=${this.working}>${t(this.working ? 'clear.working' : 'clear.clear')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #scope({ name }: One): TemplateResult {
    const one = name === null ? t('clear.one.room') : t('clear.one', { name });
    return html`<fieldset>
      <legend>${t('clear.what')}</legend>
      ${radio('what', 'one', !this.all, one, () => { this.all = false; })}
      ${radio('what', 'all', this.all, t('clear.all'), () => { this.all = true; })}
    </fieldset>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.working) void this.#clear();
  };

  async #clear(): Promise<void> {
    const { where } = this;
    [this.working, this.problem] = [true, null];
    try {
      const cleared = await this.history.clear(where, this.one === null || this.all ? null : this.one.conv);
      if (cleared === null) {
        this.problem = 'clear.nothing';
        return;
      }
      // First the focus goes back to where it was: the offer takes it nowhere.
      this.dialog?.close();
      offerUndo({ text: t(`clear.done.${where}`), clearing: cleared });
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.working = false;
    }
  }
}

function list(title: Key, points: readonly Key[]): TemplateResult {
  return html`<div><h2>${t(title)}</h2><ul>${points.map((point) => html`<li>${t(point)}</li>`)}</ul></div>`;
}

function problemOf(error: unknown): Key {
  if (error instanceof StorageError) return 'clear.error.storage';
  if (isApiError(error, networkCode)) return 'clear.error.connection';
  if (isApiError(error, 'throttled')) return 'clear.error.throttled';
  return isApiError(error, 'not-found') ? 'clear.error.not-found' : 'clear.error.unknown';
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-clear-dialog': ChatClearDialog;
  }
}
