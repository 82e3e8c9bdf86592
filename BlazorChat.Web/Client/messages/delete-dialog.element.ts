// `<chat-delete-dialog>`: asks before a message is deleted for everyone.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { t, type Key } from '../texts';
import { SendError, type Conversation } from './types';

@customElement('chat-delete-dialog')
export class ChatDeleteDialog extends LitElement {
  static override styles = [base, dialog, css`
    dialog { width: min(440px, calc(100vw - 24px)); }
    form { display: grid; gap: 12px; }
    h1 { margin: 0; font-size: var(--bc-size-title); line-height: 1.25; }
    p { margin: 0; }
    .problem { color: var(--bc-danger); }
    .problem:empty { display: none; }
    .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; margin-block-start: 4px; }
    .buttons button { min-height: 36px; padding: 6px 16px; }
    .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
  `];

  conversation!: Pick<Conversation, 'remove'>;
  hash = '';
  /** Takes the focus back. */
  back: () => void = () => undefined;
  @state() private problem: Key | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" aria-describedby="what" @close=${this.#closed}>
      <form @submit=${this.#submit}>
        <h1 id="title">${t('delete.title')}</h1>
        <p id="what">${t('delete.what')}</p>
        <p class="problem" role="alert">${this.problem === null ? nothing : t(this.problem)}</p>
        <div class="buttons">
          <button type="button" @click=${() => this.dialog.close()}>${t('delete.no')}</button>
          <button type="submit" class="primary" autofocus>${t('delete.yes')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #closed = (): void => {
    this.remove();
    this.back();
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    try {
      await this.conversation.remove(this.hash);
      this.dialog.close();
    } catch (error) {
      this.problem = error instanceof SendError ? `error.${error.code}` : 'error.unknown';
    }
  };
}

export function askToDelete(conversation: Conversation, hash: string, back: () => void): void {
  const asked = document.createElement('chat-delete-dialog');
  Object.assign(asked, { conversation, hash, back });
  document.body.append(asked);
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-delete-dialog': ChatDeleteDialog;
  }
}
