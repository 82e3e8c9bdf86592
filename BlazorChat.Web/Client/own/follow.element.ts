// `<chat-follow user device>`: whether the settings go along to the user's other devices, as a switch with what is to be said about it.
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { isApiError } from '../api';
import { base } from '../look/base';
import { Background } from '../messages/background';
import { t } from '../texts';
import { pageSelf, type Self } from './self';
import { SettingsFollow, type Following } from './settings-follow';

type Shown = Following | 'no-keys' | null;

@customElement('chat-follow')
export class ChatFollow extends LitElement {
  static override styles = [base, css`
    label { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10px; align-items: center; min-height: 28px; width: fit-content; }
    input { width: 18px; height: 18px; margin: 0; accent-color: var(--bc-primary); }
    p { margin: 8px 0 0; }
  `];

  @property() user = '';
  @property() device = '';
  open: (who: { readonly user: string; readonly device: string }) => Promise<Self> = pageSelf;

  /** Null: not known yet. */
  @state() private now: Shown = null;
  @state() private busy = true;
  /** As the switch was put, until that is done or has failed. */
  @state() private wanted: boolean | null = null;
  #background = new Background();
  #follow: SettingsFollow | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#background = new Background();
    this.#background.run(this.#begin());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#background.end();
    this.#follow?.stop();
    this.#follow = null;
  }

  protected override render(): TemplateResult {
    const known = this.now === 'on' || this.now === 'off' || this.now === 'waiting';
    return html`<label>
        <input type="checkbox" role="switch" .checked=${live(this.wanted ?? (this.now === 'on' || this.now === 'waiting'))} ?disabled=${this.busy || !known} @change=${this.#switch}>
        ${t('follow.label')}
      </label>
      <div role="status">${this.#trouble()}</div>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    switch (this.now) {
      case 'no-keys': return html`<p class="secondary">${t('follow.no-keys')}</p>`;
      case 'own-chain': return html`<p class="secondary">${t('follow.own-chain')}</p>`;
      case 'unreachable': return html`<p class="secondary">${t('follow.unreachable')} ${this.#button('follow.again', follow => follow.sync())}</p>`;
      case 'waiting': case 'unreadable':
        return html`<p class="secondary">${t(`follow.${this.now}`)} ${this.#button('follow.anew', follow => follow.beginAnew())}</p>`;
      default: return nothing;
    }
  }

  #button(text: 'follow.again' | 'follow.anew', act: (follow: SettingsFollow) => Promise<Following>): TemplateResult {
    return html`<button class="plain" ?disabled=${this.busy} @click=${() => this.#act(act)}>${t(text)}</button>`;
  }

  readonly #switch = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    this.wanted = checked;
    this.#act(follow => (checked ? follow.switchOn() : follow.switchOff()));
  };

  #act(act: (follow: SettingsFollow) => Promise<Following>): void {
    this.busy = true;
    this.#background.run((this.#follow === null ? this.#begin() : act(this.#follow)).finally(() => {
      this.busy = false;
      this.wanted = null;
    }));
  }

  async #begin(): Promise<void> {
    const background = this.#background;
    try {
      const self = await this.open({ user: this.user, device: this.device });
      // It may have left the page meanwhile.
      if (background !== this.#background || !this.isConnected) return;
      this.#follow = new SettingsFollow(self, now => {
        this.now = now;
        this.busy = false;
      });
      this.#follow.start(background);
    } catch (error) {
      this.now = isApiError(error) ? 'unreachable' : 'no-keys';
      this.busy = false;
    }
  }
}
