import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Api } from '../api';
import { hueOf, initials } from './initials';
import { Photos } from './photos';

const api = new Api();

/** Those of the page. */
const photos = new Photos({
  find: (users) => api.photos(users),
  later: (act, ms) => void setTimeout(act, ms),
  visible: () => document.visibilityState === 'visible',
});

/**
 * `<chat-avatar user name>`: decoration beside a name that is always written out, so screen readers skip it. The photo, where there is one, lies
 * over the initials once it is loaded. Nobody vouches for photos: what proves who somebody is never depends on them.
 */
@customElement('chat-avatar')
export class ChatAvatar extends LitElement {
  static override styles = css`
    :host {
      display: inline-grid; place-items: center; flex: none; user-select: none; overflow: hidden;
      width: var(--bc-avatar, 36px); height: var(--bc-avatar, 36px); border-radius: var(--bc-radius);
      /* One lightness for all hues keeps white on it above 4.5:1. */
      background: oklch(0.5 0.1 var(--bc-hue)); color: #fff;
      font: 600 calc(var(--bc-avatar, 36px) * 0.38) / 1 var(--bc-font); letter-spacing: 0.02em;
    }
    :host([hidden]) { display: none; }
    span, img { grid-area: 1 / 1; }
    img { display: block; width: 100%; height: 100%; object-fit: cover; background: var(--bc-surface, #fff); visibility: hidden; }
    img.loaded { visibility: visible; }
  `;

  @property() user = '';
  @property() name = '';
  @state() private photo: string | null = null;
  @state() private loaded = false;
  #end: (() => void) | null = null;
  #watched = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  /** A list that is scrolled gives its elements to other people. */
  protected override willUpdate(): void {
    if (this.isConnected && this.user !== this.#watched) this.#watch();
  }

  protected override render() {
    return html`<span>${initials(this.name)}</span>${this.photo === null ? nothing : html`<img
      class=${this.loaded ? 'loaded' : ''} src="/api/users/${this.user}/photo/${this.photo}" alt="" decoding="async" draggable="false"
      @load=${() => { this.loaded = true; }} @error=${() => { this.photo = null; }}>`}`;
  }

  protected override updated(): void {
    this.style.setProperty('--bc-hue', String(hueOf(this.user)));
  }

  #watch(): void {
    this.#unwatch();
    this.#watched = this.user;
    if (this.user !== '') this.#end = photos.watch(this.user, (photo) => [this.photo, this.loaded] = [photo, false]);
  }

  #unwatch(): void {
    this.#end?.();
    this.#end = null;
    this.#watched = '';
    this.photo = null;
  }
}
