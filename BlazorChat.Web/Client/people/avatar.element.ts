import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { hueOf, initials } from './initials';

/** `<chat-avatar user name>`: decoration beside a name that is always written out, so screen readers skip it. */
@customElement('chat-avatar')
export class ChatAvatar extends LitElement {
  static override styles = css`
    :host {
      display: inline-grid; place-items: center; flex: none; user-select: none;
      width: var(--bc-avatar, 36px); height: var(--bc-avatar, 36px); border-radius: var(--bc-radius);
      /* One lightness for all hues keeps white on it above 4.5:1. */
      background: oklch(0.5 0.1 var(--bc-hue)); color: #fff;
      font: 600 calc(var(--bc-avatar, 36px) * 0.38) / 1 var(--bc-font); letter-spacing: 0.02em;
    }
    :host([hidden]) { display: none; }
  `;

  @property() user = '';
  @property() name = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  protected override render() {
    return html`${initials(this.name)}`;
  }

  protected override updated(): void {
    this.style.setProperty('--bc-hue', String(hueOf(this.user)));
  }
}
