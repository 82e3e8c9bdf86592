// `<chat-read-sharing>`: whether one tells others how far one has read. The server keeps it and obeys it; a browser could not promise that of another.
// In the page's own DOM, so that it looks like the choices around it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Api } from '../api';
import { t, type Key } from '../texts';

@customElement('chat-read-sharing')
export class ChatReadSharing extends LitElement {
  api: Pick<Api, 'tellsReading' | 'tellReading'> = new Api();
  /** Null: not known. */
  @state() private tells: boolean | null = null;
  @state() private problem: Key | null = null;

  protected override createRenderRoot() {
    return this;
  }

  protected override firstUpdated(): void {
    void this.#load();
  }

  protected override render(): TemplateResult {
    const choice = (tells: boolean, text: Key) => html`<label class="bc-choice">
      <input type="radio" name="reading" .checked=${this.tells === tells} ?disabled=${this.tells === null} @change=${() => void this.#choose(tells)}>
      <span>${t(text)}</span></label>`;
    return html`<fieldset class="bc-choices" aria-describedby="reading-hint">
      <legend>${t('reading.title')}</legend>
      ${choice(true, 'reading.on')}${choice(false, 'reading.off')}
      </fieldset>
      <p class="bc-hint" id="reading-hint">${t('reading.hint')}</p>
      <p class="bc-hint" role="alert">${this.problem === null ? nothing : t(this.problem)}</p>`;
  }

  async #load(): Promise<void> {
    try {
      this.tells = await this.api.tellsReading();
    } catch {
      this.problem = 'reading.error';
    }
  }

  async #choose(tells: boolean): Promise<void> {
    const before = this.tells;
    [this.tells, this.problem] = [tells, null];
    try {
      await this.api.tellReading(tells);
    } catch {
      // As it still is, not as one would like it to be.
      [this.tells, this.problem] = [before, 'reading.error'];
      this.requestUpdate();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-read-sharing': ChatReadSharing;
  }
}
