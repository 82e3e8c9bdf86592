import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { copyIcon, sentIcon } from '../look/icons';
import { t, type Key } from '../texts';

const saidFor = 2_000; // milliseconds

/** `<chat-copy>`: puts its text into the clipboard, and says so. */
@customElement('chat-copy')
export class ChatCopy extends LitElement {
  static override styles = [base, css`
    :host { display: inline-flex; align-items: center; font-size: var(--bc-size-tiny); color: var(--bc-muted); user-select: none; }
    button { display: grid; place-items: center; min-width: 28px; color: var(--bc-muted); }
    button:hover { color: var(--bc-text); background: var(--bc-border); }
  `];

  @property({ attribute: false }) text = '';
  @property({ attribute: false }) tab: 0 | -1 = 0;
  @state() private said: Key | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#say(null);
  }

  protected override render() {
    const done = this.said === 'markdown.copied';
    return html`<span role="status">${this.said === null ? '' : t(this.said)}</span><button aria-label=${t('markdown.copy')} title=${t('markdown.copy')} tabindex=${this.tab}
      @click=${this.#copy}>${done ? sentIcon : copyIcon}</button>`;
  }

  readonly #copy = async (): Promise<void> => {
    // Not there without a secure connection, and refused where the page is not in front.
    const copied = await Promise.resolve(navigator.clipboard?.writeText(this.text)).then(() => navigator.clipboard !== undefined, () => false);
    this.#say(copied ? 'markdown.copied' : 'markdown.not-copied');
  };

  #say(what: Key | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.said = what;
    this.#timer = what === null ? null : setTimeout(() => this.#say(null), saidFor);
  }
}
