// `<chat-writers>`: who writes in the conversation that is shown, at its foot. Moves nothing, and is not read aloud: it comes and goes all the time.
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../look/base';
import { sentence } from '../messages/sentences';
import type { Conversation } from '../messages/types';
import { t } from '../texts';
import { signs, type Sign } from './passing';

/** Twice as long as who writes waits before saying so again. */
export const overAfterMs = 6_000;
/** More than can be named: "several" needs no list. */
const most = 20;

@customElement('chat-writers')
export class ChatWriters extends LitElement {
  static override styles = [base, css`
    :host { display: block; min-width: 0; color: var(--bc-muted); font-size: var(--bc-size-small); line-height: 20px; }
    span { display: block; width: fit-content; max-width: 100%; background: var(--bc-surface); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  `];

  @property({ attribute: false }) conversation: Conversation | null = null;
  readonly #writers = new Map<string, { name: string | null; until: number }>();
  #unwatch: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = signs.watch(this.#seen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#forgetAll();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) this.#forgetAll();
  }

  protected override render() {
    const [one, other, more] = [...this.#writers.values()].flatMap(({ name }) => name ?? []);
    if (one === undefined) return nothing;
    if (more !== undefined) return html`<span>${t('writers.several')}</span>`;
    return html`<span>${other === undefined ? sentence('writers.one', { name: one }) : sentence('writers.two', { name: one, other })}</span>`;
  }

  readonly #seen = (sign: Sign): void => {
    const { conversation } = this;
    if (conversation === null || sign.conv !== conversation.conv || sign.kind === 'read' || sign.kind === 'lost') return;
    if (sign.kind === 'wrote') this.#writers.delete(sign.user);
    else if (this.#writers.has(sign.user) || this.#writers.size < most) void this.#write(conversation, sign.user);
    this.#look();
  };

  async #write(conversation: Conversation, user: string): Promise<void> {
    const writer = this.#writers.get(user) ?? { name: null, until: 0 };
    writer.until = Date.now() + overAfterMs;
    this.#writers.set(user, writer);
    writer.name ??= await conversation.nameOf(user);
    this.#look();
  }

  /** Forgets whose time is over, and waits for the next. */
  #look(): void {
    const now = Date.now();
    for (const [user, { until }] of this.#writers) if (until <= now) this.#writers.delete(user);
    if (this.#timer !== null) clearTimeout(this.#timer);
    const next = Math.min(...[...this.#writers.values()].map(({ until }) => until));
    this.#timer = Number.isFinite(next) ? setTimeout(() => this.#look(), next - now) : null;
    this.requestUpdate();
  }

  #forgetAll(): void {
    this.#writers.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-writers': ChatWriters;
  }
}
