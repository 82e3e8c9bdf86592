// `<chat-revert>`: "Revert to default layout", and for as long as one stays on the page the way back to what one had.
import { LitElement, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { t } from '../texts';
import { FollowPreferences } from './following';
import { defaults, names, type Preferences } from './preferences';
import { preferences } from './store';

/** How one writes, and who is told, is no layout. */
const layout = names.filter((name) => name !== 'emoticons' && name !== 'typing');

@customElement('chat-revert')
export class ChatRevert extends LitElement {
  static override styles = [base];

  @state() private had: Preferences | null = null;

  constructor() {
    super();
    new FollowPreferences(this);
  }

  protected override render() {
    const usual = layout.every((name) => preferences().now[name] === defaults[name]);
    return html`<div role="status">${usual && this.had !== null
      ? html`${t('preferences.reverted')} <button class="plain" @click=${this.#undo}>${t('preferences.undo')}</button>`
      : nothing}</div>
      ${usual ? nothing : html`<button class="plain" @click=${this.#revert}>${t('preferences.revert')}</button>`}`;
  }

  readonly #revert = (): void => {
    this.had = preferences().now;
    this.#become(defaults);
    void this.#focusButton();
  };

  readonly #undo = (): void => {
    if (this.had !== null) this.#become(this.had);
    this.had = null;
    void this.#focusButton();
  };

  #become(before: Preferences): void {
    const { emoticons, typing } = preferences().now;
    preferences().replace({ ...before, emoticons, typing });
  }

  /** The button that was pressed is gone; the one in its place has the focus. */
  async #focusButton(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('button')?.focus();
  }
}
