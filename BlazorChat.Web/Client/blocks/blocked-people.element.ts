// `<chat-blocked-people>`: whom one has blocked, on the settings page. In the page's own DOM, so that it looks like what is around it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Api, type BlockedPerson } from '../api';
import { t } from '../texts';
import { Acting } from '../rooms/acting';
import { blockProblemOf } from './blocking';

@customElement('chat-blocked-people')
export class ChatBlockedPeople extends LitElement {
  api: Pick<Api, 'blocked' | 'unblock'> = new Api();
  /** Null: not known. */
  @state() private people: readonly BlockedPerson[] | null = null;
  readonly #blocking = new Acting(this, blockProblemOf);

  protected override createRenderRoot() {
    return this;
  }

  protected override firstUpdated(): void {
    void this.#blocking.run(async () => { this.people = await this.api.blocked(); });
  }

  protected override render(): TemplateResult {
    const { busy, problem } = this.#blocking;
    return html`<div tabindex="-1">${this.people === null ? nothing : this.people.length === 0 ? html`<p>${t('blocks.none')}</p>`
      : html`<ul class="bc-blocked">${this.people.map((person) => html`<li>
        <span><bdi>${person.name}</bdi>${person.chosen === null ? nothing : html` <bdi class="bc-muted">${person.chosen}</bdi>`}</span>
        <button type="button" class="bc-button" aria-label=${t('blocks.unblock.named', { name: person.name })} aria-disabled=${busy}
          @click=${() => void this.#unblock(person)}>${t('blocks.unblock')}</button>
      </li>`)}</ul>`}</div>
      ${problem === null ? nothing : html`<p class="bc-hint" role="alert">${t(problem)}</p>`}`;
  }

  async #unblock({ user }: BlockedPerson): Promise<void> {
    if (!await this.#blocking.run(() => this.api.unblock(user))) return;
    this.people = (this.people ?? []).filter((person) => person.user !== user);
    // The button is gone, and the focus with it.
    await this.updateComplete;
    (this.querySelector('button') ?? this.querySelector<HTMLElement>('[tabindex]'))?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-blocked-people': ChatBlockedPeople;
  }
}
