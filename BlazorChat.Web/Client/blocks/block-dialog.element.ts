// `<chat-block-dialog>`: says what it does and what it does not to block somebody, asks, and does it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { Api } from '../api';
import { clearDialogStyles } from '../clear/clear-dialog.styles';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { sentence } from '../messages/sentences';
import { t, type Key } from '../texts';
import { Acting } from '../rooms/acting';
import { blockProblemOf } from './blocking';

@customElement('chat-block-dialog')
export class ChatBlockDialog extends LitElement {
  static override styles = [base, dialog, clearDialogStyles];

  peer = '';
  /** As certified. */
  name = '';
  api: Pick<Api, 'block'> = new Api();
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #blocking = new Acting(this, blockProblemOf);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { busy, problem } = this.#blocking;
    return html`<dialog aria-labelledby="title" aria-describedby="effects" @close=${() => this.remove()}>
      <form @submit=${this.#submit} novalidate>
        <h1 id="title">${sentence('blocks.title', { name: this.name })}</h1>
        <div class="effects" id="effects">
          ${this.#list('blocks.does', ['blocks.does.writing', 'blocks.does.signs', 'blocks.does.devices'])}
          ${this.#list('blocks.does-not', ['blocks.does-not.rooms', 'blocks.does-not.messages', 'blocks.does-not.told'])}
        </div>
        <p class="problem" role="alert">${problem === null ? nothing : t(problem)}</p>
        <div class="buttons">
          <button type="button" autofocus @click=${() => this.dialog.close()}>${t('blocks.no')}</button>
          <button type="submit" class="primary" aria-disabled=${busy}>${t(busy ? 'blocks.working' : 'blocks.yes')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #list(title: Key, points: readonly Key[]): TemplateResult {
    return html`<div><h2>${t(title)}</h2><ul>${points.map((point) => html`<li>${sentence(point, { name: this.name })}</li>`)}</ul></div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#blocking.run(() => this.api.block(this.peer)).then((done) => {
      if (done) this.dialog?.close();
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-block-dialog': ChatBlockDialog;
  }
}
