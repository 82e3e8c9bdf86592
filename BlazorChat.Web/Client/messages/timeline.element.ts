// `<chat-timeline conv peer user>`: the messages of one conversation. Readable text exists here and in the composer only.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../look/base';
import { downIcon } from '../look/icons';
import { onLeaving } from '../shell/leaving';
import { plural, t } from '../texts';
import { arrange, type Placed } from './arrangement';
import { ConversationWatch } from './conversation-watch';
import { keepInside } from './inside';
import { keepPlace, takePlace, type Place } from './place';
import { moveAmongRows } from './row-keys';
import { RowWindow } from './row-window';
import { ScrollKeeper } from './scroll-keeper';
import { beginning, instead } from './timeline-states';
import { dayLine, rowOf } from './timeline-row';
import { timelineStyles } from './timeline.styles';
import type { Conversation } from './types';

/** Rows are brought in while they are still this far from being seen. */
const ahead = 800;
/** After a failed page of history. */
const pauseAfterFailure = 3_000;

@customElement('chat-timeline')
export class ChatTimeline extends LitElement {
  static override styles = [base, timelineStyles];

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  @state() private paging: 'older' | 'newer' | null = null;
  @state() private away = false;
  @state() private fresh = 0;
  @state() private restoring = false;
  @state() private activeRow: string | null = null;
  @query('.scroller') private scroller!: HTMLElement | null;

  readonly #watch = new ConversationWatch(this);
  readonly #scroll = new ScrollKeeper(() => this.scroller);
  readonly #resized = new ResizeObserver(() => this.#settle());
  readonly #unfolded = new Set<string>();
  #window = new RowWindow();
  #quietUntil = 0;
  #stopLeaving: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopLeaving = onLeaving(() => this.#keepPlace());
    document.addEventListener('visibilitychange', this.#markRead);
    addEventListener('focus', this.#markRead);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopLeaving?.();
    this.#resized.disconnect();
    document.removeEventListener('visibilitychange', this.#markRead);
    removeEventListener('focus', this.#markRead);
  }

  /** Another conversation: from its newest, or from where one was before a reload. */
  switched(conversation: Conversation | null): void {
    this.#window = new RowWindow();
    this.#unfolded.clear();
    this.#scroll.pinned = true;
    this.#quietUntil = 0;
    this.paging = null;
    this.away = this.restoring = false;
    this.fresh = 0;
    this.activeRow = null;
    if (conversation === null) return;
    this.#window.take(conversation.rows(), true);
    const place = takePlace(keyOf(conversation));
    if (place !== null) void this.#goTo(conversation, place);
  }

  changed(): void {
    const rows = this.#watch.conversation?.rows() ?? [];
    const newest = this.#window.rows.at(-1)?.id;
    const added = newest === undefined ? [] : rows.slice(rows.findLastIndex((row) => row.id === newest) + 1);
    const wroteHere = added.some((row) => row.kind === 'message' && row.author.own && row.state === 'sending');
    if (wroteHere) this.#scroll.pinned = true;
    if (!this.#scroll.pinned) this.fresh += added.filter((row) => row.kind === 'message' && !row.author.own).length;
    this.#window.take(rows, this.#scroll.pinned);
    this.requestUpdate();
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    keepInside(root as ShadowRoot);
    return root;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    this.#scroll.before();
    super.update(changed);
    this.#scroll.after();
  }

  protected override firstUpdated(): void {
    if (this.scroller === null) return;
    this.#resized.observe(this.scroller);
    this.#resized.observe(this.scroller.firstElementChild ?? this.scroller);
  }

  protected override updated(): void {
    requestAnimationFrame(() => this.#scrolled());
  }

  protected override render(): TemplateResult {
    const conversation = this.#watch.conversation;
    const shown = arrange(this.#window.rows, this.#window.start, this.#window.end);
    const quiet = this.paging !== null || !this.#scroll.pinned || conversation === null || this.restoring;
    return html`<section aria-label=${t('timeline.label')}>
      <div class="scroller" @scroll=${this.#scrolled} @keydown=${this.#key} @focusin=${this.#focused}>
        <div class="log ${this.restoring ? 'hidden' : ''}" role="log" aria-label=${t('timeline.label')} aria-live=${quiet ? 'off' : 'polite'}>
          ${this.paging === 'older' ? html`<div class="older late">${t('timeline.older')}</div>` : nothing}
          ${conversation !== null && this.#window.start === 0 && shown.length > 0 ? beginning(conversation) : nothing}
          ${repeat(shown, ({ row }) => row.id, (placed) => this.#row(placed, placed.row.id === this.#active(shown)))}
        </div>
      </div>
      ${shown.length === 0 || this.restoring ? instead(conversation, this.restoring) : nothing}
      ${this.away ? this.#newestButton() : nothing}
    </section>`;
  }

  #row(placed: Placed, active: boolean) {
    const { row, newDay, head, tail } = placed;
    const unfolded = this.#unfolded.has(row.id);
    const today = new Date().toDateString();
    return guard([row, newDay, head, tail, active, unfolded, today], () => html`${newDay ? dayLine(row.at) : nothing}${rowOf(placed, {
      reader: this.user,
      active,
      unfolded,
      unfold: (id) => {
        this.#unfolded.add(id);
        this.requestUpdate();
      },
      retry: (id) => this.#watch.conversation?.retry(id),
      discard: (id) => this.#watch.conversation?.discard(id),
    })}`);
  }

  #newestButton(): TemplateResult {
    const fresh = this.fresh > 0;
    return html`<button class="newest ${fresh ? 'fresh' : ''}" @click=${this.#toNewest}>
      ${fresh ? plural('timeline.new', this.fresh) : t('timeline.newest')} ${downIcon}
    </button>`;
  }

  #active(shown: readonly Placed[]): string | undefined {
    const chosen = shown.some(({ row }) => row.id === this.activeRow) ? this.activeRow : null;
    return chosen ?? shown.at(-1)?.row.id;
  }

  readonly #focused = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-id]');
    if (row !== null) this.activeRow = row.dataset['id'] ?? null;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (this.scroller === null) return;
    if (event.key === 'End' && event.ctrlKey) void this.#toNewest();
    else if (event.key === 'Escape') document.querySelector('chat-composer')?.focus();
    else if (!moveAmongRows(this.scroller, event)) return;
    event.preventDefault();
  };

  readonly #scrolled = (): void => {
    const conversation = this.#watch.conversation;
    if (conversation === null || this.restoring) return;
    const whole = this.#window.atNewest && conversation.atEnd;
    this.#scroll.scrolled(whole);
    const { above, below } = this.#scroll.hidden();
    if (this.#scroll.pinned) this.fresh = 0;
    this.away = this.#window.rows.length > 0 && (!whole || below > 240 || this.fresh > 0);
    this.#markRead();
    if (above < ahead) void this.#bring(conversation, 'older');
    else if (below < ahead) void this.#bring(conversation, 'newer');
  };

  /** Rows just out of the page come into it; if there are none, the conversation is asked for a page of them. */
  async #bring(conversation: Conversation, which: 'older' | 'newer'): Promise<void> {
    if (which === 'older' ? this.#window.up() : this.#window.down()) {
      this.requestUpdate();
      return;
    }
    const over = which === 'older' ? conversation.atBeginning : conversation.atEnd;
    const empty = this.#window.rows.length === 0;
    if (over || empty || this.paging !== null || conversation.status === 'loading' || Date.now() < this.#quietUntil) return;
    this.paging = which;
    try {
      await (which === 'older' ? conversation.loadOlder() : conversation.loadNewer());
    } catch {
      this.#quietUntil = Date.now() + pauseAfterFailure;
    } finally {
      if (conversation === this.#watch.conversation) this.paging = null;
    }
  }

  readonly #toNewest = async (): Promise<void> => {
    const conversation = this.#watch.conversation;
    if (conversation === null) return;
    if (!conversation.atEnd) await conversation.show(null).catch(() => undefined);
    if (conversation !== this.#watch.conversation) return;
    this.#window.take(conversation.rows(), true);
    this.#scroll.pinned = true;
    this.fresh = 0;
    this.requestUpdate();
    await this.updateComplete;
    this.scroller?.querySelector<HTMLElement>('[data-id]:last-of-type')?.focus({ preventScroll: true });
  };

  async #goTo(conversation: Conversation, place: Place): Promise<void> {
    this.restoring = true;
    await conversation.show(place.seq).catch(() => undefined);
    if (conversation !== this.#watch.conversation) return;
    this.#window.take(conversation.rows(), true);
    if (this.#window.around(place.seq)) {
      const row = this.#window.rows.find(({ seq }) => seq !== null && seq >= place.seq);
      if (row !== undefined) this.#scroll.aim(row.id, place.offset);
    }
    this.restoring = false;
  }

  #keepPlace(): void {
    const conversation = this.#watch.conversation;
    if (conversation === null || this.restoring) return;
    const top = this.#scroll.pinned ? null : this.#scroll.topRow();
    const seq = top === null ? null : this.#window.rows.find(({ id }) => id === top.id)?.seq ?? null;
    keepPlace(keyOf(conversation), top === null || seq === null ? null : { seq, offset: Math.round(top.bottom) });
  }

  /** The view or the rows changed their size, as when the composer grows or a phone's keyboard opens. */
  #settle(): void {
    if (this.#scroll.pinned) this.#scroll.after();
  }

  readonly #markRead = (): void => {
    const conversation = this.#watch.conversation;
    const newest = this.#window.rows.findLast(({ seq }) => seq !== null)?.seq ?? 0;
    if (conversation === null || !this.#scroll.pinned || document.visibilityState !== 'visible') return;
    if (newest > conversation.readSeq) conversation.markRead();
  };
}

/** A dm keeps its place when its first send gives it an id. */
function keyOf(conversation: Conversation): string {
  return conversation.peer ?? conversation.conv ?? '';
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-timeline': ChatTimeline;
  }
}
