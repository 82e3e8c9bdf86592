// `<chat-welcome>`: three short steps for who comes for the first time, each of which can be skipped; called again by whatever has the attribute
// `data-welcome`. That it was seen is remembered in this browser.
import { LitElement, css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { keep, kept } from '../preferences/kept';
import { t, type Key } from '../texts';

const seenKey = 'bc-welcomed';

interface Step {
  readonly title: Key;
  readonly text: Key;
  readonly link?: { readonly href: string; readonly text: Key };
}

const steps: readonly Step[] = [
  { title: 'welcome.talk', text: 'welcome.talk.text' },
  { title: 'welcome.devices', text: 'welcome.devices.text', link: { href: '/devices', text: 'welcome.devices.link' } },
  { title: 'welcome.look', text: 'welcome.look.text', link: { href: '/settings', text: 'welcome.look.link' } },
];

@customElement('chat-welcome')
export class ChatWelcome extends LitElement {
  static override styles = [base, dialog, css`
    dialog { width: min(440px, calc(100vw - 32px)); }
    h2 { margin: 4px 0 8px; font-size: var(--bc-size-title); line-height: 1.3; }
    h2:focus-visible { outline: none; } /* only there to be read */
    p { margin: 0 0 12px; }
    .text { min-height: 6.5em; }
    footer { display: flex; align-items: center; gap: 8px; margin-top: 16px; }
    footer > :first-child { margin-inline-end: auto; margin-inline-start: -8px; }
  `];

  @state() private step = 0;
  @query('dialog') private dialog!: HTMLDialogElement;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('click', this.#click);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('click', this.#click);
  }

  protected override firstUpdated(): void {
    if (!wasSeen()) this.#show();
  }

  protected override render() {
    const { title, text, link } = steps[this.step]!;
    const last = this.step === steps.length - 1;
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${remember}>
      <span class="secondary">${t('welcome.step', { step: this.step + 1, steps: steps.length })}</span>
      <h2 id="title" tabindex="-1">${t(title)}</h2>
      <div class="text" id="text"><p>${t(text)}</p>${link === undefined ? nothing : html`<a href=${link.href}>${t(link.text)}</a>`}</div>
      <footer>
        <button class="plain" @click=${() => this.dialog.close()}>${t(last ? 'welcome.close' : 'welcome.skip')}</button>
        ${this.step > 0 ? html`<button @click=${() => this.#go(-1)}>${t('welcome.back')}</button>` : nothing}
        <button class="primary" @click=${() => (last ? this.dialog.close() : this.#go(1))}>${t(last ? 'welcome.done' : 'welcome.next')}</button>
      </footer>
    </dialog>`;
  }

  #show(): void {
    this.step = 0;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async #go(by: 1 | -1): Promise<void> {
    this.step += by;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')!.focus(); // a screen reader reads the new step
  }

  readonly #click = (event: Event): void => {
    if ((event.target as Element).closest('[data-welcome]') !== null) this.#show();
  };
}

/** A browser that keeps nothing would show it at every page. */
const wasSeen = (): boolean => kept(seenKey) !== null;

/** Without room for it, it comes once more. */
const remember = (): boolean => keep(seenKey, '1');
