// `<chat-preferences-trouble>`: one line when what was chosen could not be read, or cannot be kept. Nothing when all is well.
import { LitElement, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { base } from '../look/base';
import { t } from '../texts';
import { FollowPreferences } from './following';
import { preferences } from './store';

@customElement('chat-preferences-trouble')
export class ChatPreferencesTrouble extends LitElement {
  static override styles = [base];

  constructor() {
    super();
    new FollowPreferences(this);
  }

  protected override render() {
    const { trouble, now } = preferences();
    if (trouble === null) return nothing;
    return html`<p class="secondary" role="status">${t(`preferences.${trouble}`)}
      ${trouble === 'damaged' ? html`<button class="plain" @click=${() => preferences().replace(now)}>${t('preferences.understood')}</button>` : nothing}</p>`;
  }
}
