// `<chat-read-by>`: "Read by 3"; who they are, when it is pointed at or has the focus.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base } from '../look/base';
import type { Conversation } from '../messages/types';
import { plural } from '../texts';

/** More names are more than one reads. */
const mostNames = 10;

@customElement('chat-read-by')
export class ChatReadBy extends LitElement {
  static override styles = [base, css`
    :host { position: relative; font-size: var(--bc-size-tiny); color: var(--bc-muted); }
    button { padding: 0 4px; min-height: 24px; }
    .names { position: absolute; inset-inline-end: 0; bottom: 100%; z-index: 2; display: grid; gap: 2px; width: max-content; max-width: min(280px, 70vw); padding: 8px 12px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius); background: var(--bc-surface); color: var(--bc-text); box-shadow: var(--bc-shadow); font-size: var(--bc-size-small); }
    .names > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  `];

  @property({ attribute: false }) readers: readonly string[] = [];
  /** Who is counted and not named. */
  @property({ attribute: false }) more = 0;
  @property({ attribute: false }) conversation: Conversation | null = null;
  @state() private shown = false;
  @state() private names: readonly string[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (this.shown && (changed.has('shown') || changed.has('readers'))) void this.#learn();
  }

  protected override render(): TemplateResult {
    const count = this.readers.length + this.more;
    return html`<button type="button" aria-describedby="names" aria-expanded=${this.shown} @pointerenter=${this.#show} @pointerleave=${this.#leave} @focus=${this.#show}
      @blur=${this.#hide} @click=${this.#show} @keydown=${this.#key}>${plural('reads.by', count)}</button>
      ${this.shown ? html`<div class="names" id="names" role="tooltip">${this.names.map((name) => html`<bdi>${name}</bdi>`)}${this.#rest(count)}</div>` : nothing}`;
  }

  #rest(count: number): TemplateResult | typeof nothing {
    const rest = count - this.names.length;
    return this.names.length > 0 && rest > 0 ? html`<span>${plural('reads.more', rest)}</span>` : nothing;
  }

  async #learn(): Promise<void> {
    const { conversation } = this;
    const named = await Promise.all(this.readers.slice(0, mostNames).map(async (user) => await conversation?.nameOf(user) ?? null));
    this.names = named.filter((name) => name !== null);
  }

  readonly #show = (): void => {
    this.shown = true;
  };

  readonly #hide = (): void => {
    this.shown = false;
  };

  /** Who has the focus on it goes on seeing them. */
  readonly #leave = (): void => {
    if (!this.matches(':focus-within')) this.shown = false;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.shown) return;
    this.shown = false;
    event.stopPropagation();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-read-by': ChatReadBy;
  }
}
