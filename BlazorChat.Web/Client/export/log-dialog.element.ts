// `<chat-log-dialog>`: asks what of a conversation to save, and how; shows how far it is; hands the file to the browser.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { radio } from '../look/radio';
import { keepInside } from '../messages/inside';
import type { Conversation } from '../messages/types';
import { retained } from '../messages/timeline-states';
import { plural, t, type Key } from '../texts';
import { fileNameOf } from './file-name';
import { formats, type FormatName, type Subject } from './format';
import { plainLine } from './inert';
import { logDialogStyles } from './log-dialog.styles';
import { periodOf } from './period';
import { save, type Progress } from './save';

/** What differs between a browser and a test. */
export interface Surroundings {
  readonly now: () => number;
  readonly origin: string;
  readonly offer: (blob: Blob, name: string) => void;
}

const extensions: Readonly<Record<FormatName, string>> = { text: 'txt', html: 'html', json: 'zip' };

@customElement('chat-log-dialog')
export class ChatLogDialog extends LitElement {
  static override styles = [base, dialog, logDialogStyles];

  conversation!: Conversation;
  @property() reader = '';
  surroundings: Surroundings = { now: () => Date.now(), origin: location.origin, offer };
  @state() private format: FormatName = 'text';
  @state() private whole = true;
  @state() private problem: Key | null = null;
  @state() private progress: Progress | null = null;
  @state() private done: { readonly messages: number; readonly file: string } | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  #stop: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.abort();
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    keepInside(root as ShadowRoot);
    return root;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}>
      ${this.done !== null ? this.#saved(this.done) : this.progress !== null ? this.#working(this.progress) : this.#question()}
    </dialog>`;
  }

  #question(): TemplateResult {
    return html`<form @submit=${this.#submit} novalidate>
      <h1 id="title">${t('export.title')}</h1>
      <fieldset>
        <legend>${t('export.what')}</legend>
        ${radio('span', 'whole', this.whole, t('export.whole'), () => { this.whole = true; })}
        ${radio('span', 'period', !this.whole, t('export.period'), () => { this.whole = false; })}
        ${this.whole ? nothing : html`<div class="days">${(['from', 'to'] as const).map((name) => html`<label>${t(`export.${name}`)}<input type="date" name=${name}></label>`)}</div>`}
      </fieldset>
      <fieldset>
        <legend>${t('export.format')}</legend>
        ${formats.map((name) => radio('format', name, this.format === name, t(`export.${name}`), () => { this.format = name; }, t(`export.${name}.about`)))}
      </fieldset>
      ${this.format === 'json' ? html`<p class="proof">${t('export.proof')}</p>` : nothing}
      <p class="secondary">${t('export.plain')} ${retained(this.conversation)}</p>
      <p class="problem" role="alert">${this.problem === null ? nothing : t(this.problem)}</p>
      <div class="buttons">
        <button type="button" @click=${this.#close}>${t('export.cancel')}</button>
        <button type="submit" class="primary">${t('export.save')}</button>
      </div>
    </form>`;
  }

  #working({ messages, part }: Progress): TemplateResult {
    return html`<div class="working">
      <h1 id="title">${t('export.working')}</h1>
      <progress max="1" .value=${part} aria-labelledby="title"></progress>
      <p class="secondary">${plural('export.progress', messages)}</p>
      <div class="buttons"><button type="button" autofocus @click=${() => this.#stop?.abort()}>${t('export.cancel')}</button></div>
    </div>`;
  }

  #saved({ messages, file }: { readonly messages: number; readonly file: string }): TemplateResult {
    return html`<div class="working">
      <h1 id="title">${t('export.title')}</h1>
      <p role="status">${plural('export.done', messages, { file })}</p>
      <div class="buttons"><button type="button" class="primary" autofocus @click=${this.#close}>${t('export.close')}</button></div>
    </div>`;
  }

  readonly #close = (): void => this.dialog.close();

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const days = new FormData(event.target as HTMLFormElement);
    const period = this.whole ? { from: null, to: null } : periodOf(String(days.get('from') ?? ''), String(days.get('to') ?? ''));
    if (typeof period === 'string') this.problem = `export.error.${period}`;
    else void this.#save(period);
  };

  async #save(period: Subject['period']): Promise<void> {
    const { conversation, reader, format, surroundings: { now, origin } } = this;
    const name = conversation.peerName ?? conversation.roomName;
    const subject = { conversation, reader, period, savedAt: now(), origin, title: name === null ? t('export.file.title.room') : t('export.file.title', { name }) };
    this.#stop = new AbortController();
    [this.problem, this.progress] = [null, { messages: 0, part: 0 }];
    try {
      const saved = await save(format, subject, this.#stop.signal, (progress) => { this.progress = progress; });
      if (saved === null) this.problem = 'export.empty';
      else {
        const file = this.#fileName(name, subject.savedAt);
        this.surroundings.offer(saved.blob, file);
        this.done = { messages: saved.messages, file };
      }
    } catch (error) {
      this.problem = this.#stop.signal.aborted ? 'export.stopped' : problemOf(error);
    } finally {
      this.progress = null;
      void this.#focus();
    }
  }

  /** What was focused has gone with the view before. */
  async #focus(): Promise<void> {
    await this.updateComplete;
    this.dialog?.querySelector<HTMLElement>('.primary')?.focus();
  }

  #fileName(name: string | null, at: number): string {
    const room = t('export.file.name.room');
    const date = new Date(at);
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
    return `${fileNameOf(name === null ? room : t('export.file.name', { name: plainLine(name) }), room)} ${day}.${extensions[this.format]}`;
  }
}

/** By name: what rejects may be of the page's bundle, whose classes are others than ours. */
function problemOf(error: unknown): Key {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'ApiError') return 'export.error.connection';
  return code === 'hole' ? 'export.error.hole' : 'export.error.unknown';
}

/** The browser asks where, or puts it where it puts downloads. */
function offer(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-log-dialog': ChatLogDialog;
  }
}
