// `<chat-timeline conv peer user>`: the messages of one conversation. Readable text exists here and in the composer only.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../look/base';
import { closeIcon, downIcon, upIcon } from '../look/icons';
import { readingRound, watchReading } from '../markdown/in-time';
import { FollowPreferences } from '../preferences/following';
import { preferences } from '../preferences/store';
import { readLine, readLineStyles } from '../presence/read-line';
import { ReadStates } from '../presence/read-states';
import '../presence/writers.element';
import { onLeaving } from '../shell/leaving';
import { plural, t } from '../texts';
import { arrange, type Placed } from './arrangement';
import { ConversationWatch } from './conversation-watch';
import { engineHost } from './host';
import { keepInside } from './inside';
import { messageTools } from './message-tools';
import { TimelineView } from './timeline-view';
import { moveAmongRows } from './row-keys';
import { beginning, instead } from './timeline-states';
import { dayLine, rowOf, unreadLine } from './timeline-row';
import { timelineStyles } from './timeline.styles';
import type { Conversation } from './types';

@customElement('chat-timeline')
export class ChatTimeline extends LitElement {
  static override styles = [base, timelineStyles, readLineStyles];

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  /** Nothing can be written here: one reads. */
  @property({ type: Boolean }) closed = false;
  @state() private activeRow: string | null = null;
  /** Under the pointer. */
  @state() private pointedRow: string | null = null;
  @query('.scroller') private scroller!: HTMLElement | null;

  readonly #watch = new ConversationWatch(this);
  readonly #reads = new ReadStates(this);
  readonly #unfolded = new Set<string>();
  /** When the composer grows or a phone's keyboard opens, the newest stays in sight. */
  readonly #resized = new ResizeObserver(() => this.#view?.scroll.settle());
  #view: TimelineView | null = null;
  #stopLeaving: (() => void) | null = null;
  #stopReading: (() => void) | null = null;

  constructor() {
    super();
    new FollowPreferences(this, true);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopLeaving = onLeaving(() => this.#view?.keepPlace());
    this.#stopReading = watchReading(() => this.requestUpdate());
    document.addEventListener('visibilitychange', this.#seen);
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopLeaving?.();
    this.#stopReading?.();
    this.#resized.disconnect();
    document.removeEventListener('visibilitychange', this.#seen);
  }

  switched(conversation: Conversation | null): void {
    this.#view?.end();
    this.#unfolded.clear();
    this.activeRow = this.pointedRow = null;
    engineHost.shown(conversation?.conv ?? null);
    this.#reads.open(conversation);
    this.#view = conversation === null ? null : new TimelineView(conversation, () => this.scroller, () => this.requestUpdate());
  }

  changed(): void {
    this.#view?.take();
    this.#reads.update();
    engineHost.shown(this.#watch.conversation?.conv ?? null);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    keepInside(root as ShadowRoot);
    return root;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const scroll = this.#view?.scroll;
    scroll?.before();
    super.update(changed);
    scroll?.after();
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  protected override updated(): void {
    requestAnimationFrame(this.#scrolled);
  }

  protected override render(): TemplateResult {
    const view = this.#view;
    if (view === null) return this.#frame(true, nothing, instead(null, false));
    const { window, conversation, restoring, paging } = view;
    const shown = arrange(window.rows, window.start, window.end, view.unread);
    // Only what comes at the end is read aloud, not the history one scrolls to.
    const quiet = paging !== null || !view.scroll.pinned || restoring;
    const rows = html`
      ${paging === 'older' ? html`<div class="older late">${t('timeline.older')}</div>` : nothing}
      ${window.start === 0 && shown.length > 0 ? beginning(conversation) : nothing}
      ${repeat(shown, ({ row }) => row.id, (placed) => this.#row(placed, placed.row.id === this.#active(shown)))}`;
    const over = html`
      ${shown.length === 0 || restoring ? instead(conversation, restoring) : nothing}
      ${view.firstUnread === null || restoring ? nothing : this.#unreadButton(view, view.firstUnread)}
      ${view.away ? this.#newestButton(view) : nothing}`;
    return this.#frame(quiet, rows, over, restoring);
  }

  #frame(quiet: boolean, rows: unknown, over: unknown, hidden = false): TemplateResult {
    return html`<section aria-label=${t('timeline.label')}>
      <div class="scroller" @scroll=${this.#scrolled} @keydown=${this.#key} @focusin=${this.#focused}
        @pointerover=${this.#pointed} @pointerleave=${this.#pointed}>
        <div class="log ${hidden ? 'hidden' : ''}" role="log" aria-label=${t('timeline.label')} aria-live=${quiet ? 'off' : 'polite'}>${rows}</div>
      </div>
      ${over}
      <chat-writers class="writers" .conversation=${this.#watch.conversation}></chat-writers>
    </section>`;
  }

  #row(placed: Placed, active: boolean) {
    const { row, newDay, unread, head, tail } = placed;
    const unfolded = this.#unfolded.has(row.id);
    const today = new Date().toDateString();
    const { conversation } = this.#watch;
    const quoted = row.kind === 'message' && row.reply !== null ? conversation?.quoted(row.reply) ?? null : null;
    const tools = row.kind === 'message' && (active || row.id === this.pointedRow);
    const members = () => conversation?.members() ?? [];
    const named = row.kind === 'message' && row.mentions.length > 0 ? members() : null;
    const reads = this.#reads.of(row);
    const known = [row, newDay, unread, head, tail, active, unfolded, today, preferences().now.clock, quoted, tools && row.kind === 'message' ? JSON.stringify(conversation?.may(row)) : null, readingRound(), named, JSON.stringify(reads), this.closed];
    return guard(known, () => html`${newDay ? dayLine(row.at) : nothing}${unread ? unreadLine() : nothing}${rowOf(placed, {
      reader: this.user,
      active,
      unfolded,
      members,
      unfold: (id) => {
        this.#unfolded.add(id);
        this.requestUpdate();
      },
      retry: (id) => this.#watch.conversation?.retry(id),
      discard: (id) => this.#watch.conversation?.discard(id),
      quoted,
      jump: (seq) => void this.#jump(seq),
      tools: tools && conversation !== null ? messageTools(conversation, row, active, this.closed) : nothing,
    })}${readLine(reads, conversation)}`);
  }

  #newestButton(view: TimelineView): TemplateResult {
    const fresh = view.fresh > 0;
    return html`<button class="newest ${fresh ? 'fresh' : ''}" @click=${() => this.#toNewest(view)}>
      ${fresh ? plural('timeline.new', view.fresh) : t('timeline.newest')} ${downIcon}
    </button>`;
  }

  #unreadButton(view: TimelineView, seq: number): TemplateResult {
    const go = () => {
      view.leaveUnread();
      void this.#jump(seq);
    };
    return html`<div class="first-unread"><button @click=${go}>${upIcon} ${t('timeline.first-unread')}</button>
      <button aria-label=${t('timeline.first-unread.leave')} title=${t('timeline.first-unread.leave')} @click=${() => view.leaveUnread()}>${closeIcon}</button></div>`;
  }

  #active(shown: readonly Placed[]): string | undefined {
    const chosen = shown.some(({ row }) => row.id === this.activeRow) ? this.activeRow : null;
    return chosen ?? shown.at(-1)?.row.id;
  }

  /** To a message that another answers; the focus goes with it. */
  async #jump(seq: number): Promise<void> {
    const id = await this.#view?.goTo(seq) ?? null;
    if (id === null) return;
    this.activeRow = id;
    await this.updateComplete;
    this.scroller?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  async #toNewest(view: TimelineView): Promise<void> {
    await view.toNewest();
    await this.updateComplete;
    [...(this.scroller?.querySelectorAll<HTMLElement>('[data-id]') ?? [])].at(-1)?.focus({ preventScroll: true });
  }

  readonly #focused = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-id]');
    if (row !== null) this.activeRow = row.dataset['id'] ?? null;
  };

  readonly #pointed = (event: PointerEvent): void => {
    this.pointedRow = event.type === 'pointerleave' ? null : (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (this.scroller === null || this.#view === null) return;
    if (event.key === 'End' && event.ctrlKey) void this.#toNewest(this.#view);
    else if (event.key === 'Escape') document.querySelector('chat-composer')?.focus();
    else if (!moveAmongRows(this.scroller, event)) return;
    event.preventDefault();
  };

  readonly #scrolled = (): void => this.#view?.scrolled();

  readonly #seen = (): void => this.#view?.markRead();

  #observe(): void {
    if (this.scroller === null) return;
    this.#resized.observe(this.scroller);
    this.#resized.observe(this.scroller.firstElementChild ?? this.scroller);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-timeline': ChatTimeline;
  }
}
