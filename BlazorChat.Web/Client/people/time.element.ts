import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { FollowPreferences } from '../preferences/following';
import { exactTime, shortMoment } from './moments';

// One timer for all of them: at midnight today's times become yesterday's.
const eachDay = new Set<ChatTime>();
let timer: ReturnType<typeof setTimeout> | null = null;

function schedule(): void {
  if (timer !== null) return;
  const midnight = new Date();
  midnight.setHours(24, 0, 1, 0);
  timer = setTimeout(() => {
    timer = null;
    for (const element of eachDay) element.requestUpdate();
    if (eachDay.size > 0) schedule();
  }, midnight.getTime() - Date.now());
}

/** `<chat-time at="Unix ms">`: a moment in the reader's zone, short, for lists; exact on hover. */
@customElement('chat-time')
export class ChatTime extends LitElement {
  static override styles = css`
    :host { font-variant-numeric: tabular-nums; white-space: nowrap; }
    :host([hidden]) { display: none; }
  `;

  @property({ type: Number }) at = NaN;

  constructor() {
    super();
    new FollowPreferences(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    eachDay.add(this);
    schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    eachDay.delete(this);
  }

  protected override render() {
    if (!Number.isFinite(this.at)) return nothing;
    return html`<time datetime=${new Date(this.at).toISOString()} title=${exactTime(this.at)}>${shortMoment(this.at, Date.now())}</time>`;
  }
}
