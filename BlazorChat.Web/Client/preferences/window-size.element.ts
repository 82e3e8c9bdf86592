// `<chat-window-size>`: the present size as the default of the chat's own window, and which one that is.
import { LitElement, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { base } from '../look/base';
import { presentSize } from '../shell/own-window';
import { t } from '../texts';
import { FollowPreferences } from './following';
import { preferences } from './store';
import { parseSize, writeSize } from './window-size';

const offered = ['600x500', '900x700', '1200x800'];

@customElement('chat-window-size')
export class ChatWindowSize extends LitElement {
  static override styles = [base];

  constructor() {
    super();
    new FollowPreferences(this);
  }

  protected override render() {
    const chosen = preferences().now.window;
    const { width, height } = parseSize(chosen)!;
    return html`<button class="plain" @click=${() => preferences().choose('window', writeSize(presentSize()))}>${t('preferences.window.present')}</button>
      <span role="status">${offered.includes(chosen) ? nothing : t('preferences.window.own', { width, height })}</span>`;
  }
}
