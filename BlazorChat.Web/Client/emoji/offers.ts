// The list over the field of what may be meant by the word being typed: the arrow keys choose, Enter and Tab take, Escape puts it away.
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';

export interface Offer {
  readonly glyph: unknown;
  readonly called: unknown;
  readonly aside: unknown;
  take(): void;
}

const leaving = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

export class Offers {
  #offers: readonly Offer[] = [];
  #label = '';
  #counted = '';
  #chosen = 0;

  /** `id`: of the list in the page. `dismissed`: it is not to come back for this word. */
  constructor(private readonly host: ReactiveControllerHost, private readonly id: string, private readonly dismissed: () => void) {}

  get there(): boolean { return this.#offers.length > 0; }

  /** For the field: the list that belongs to it, and what is chosen there. */
  get listId(): string | typeof nothing { return this.there ? this.id : nothing; }
  get chosenId(): string | typeof nothing { return this.there ? `${this.id}-${this.#chosen}` : nothing; }

  /** `again`: for the same word as before, so that what was chosen stays chosen. */
  show(offers: readonly Offer[], label: string, counted: string, again = false): void {
    if (offers.length === 0) return this.put();
    const chosen = again && this.there ? Math.min(this.#chosen, offers.length - 1) : 0;
    [this.#offers, this.#label, this.#counted, this.#chosen] = [offers, label, counted, chosen];
    this.host.requestUpdate();
  }

  put(): void {
    if (!this.there) return;
    this.#offers = [];
    this.host.requestUpdate();
  }

  /** True: the key was for the list. */
  key(event: KeyboardEvent): boolean {
    if (!this.there || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1;
      this.#chosen = (this.#chosen + by + this.#offers.length) % this.#offers.length;
      this.host.requestUpdate();
    } else if (event.key === 'Enter' || event.key === 'Tab') this.#offers[this.#chosen]?.take();
    else if (event.key === 'Escape') {
      this.dismissed();
      this.put();
    } else {
      // The caret leaves the word.
      if (leaving.includes(event.key)) this.put();
      return false;
    }
    event.preventDefault();
    return true;
  }

  list(): TemplateResult {
    return html`${!this.there ? nothing : html`
      <ul class="offers" id=${this.id} role="listbox" aria-label=${this.#label} @mousedown=${(event: Event) => event.preventDefault()}>
        ${this.#offers.map((offer, i) => html`<li role="option" id="${this.id}-${i}" aria-selected=${i === this.#chosen} @click=${(event: Event) => {
          event.stopPropagation();
          offer.take();
        }}><span class="glyph">${offer.glyph}</span><span class="called">${offer.called}</span>
          <small dir="ltr">${offer.aside}</small></li>`)}
      </ul>`}<div role="status" class="unseen">${this.there ? this.#counted : nothing}</div>`;
  }
}
