// One reader in one conversation: which rows are in the page, where the view stands, what has come meanwhile.
import { takeAddressed } from './address';
import { keepPlace, takePlace, type Place } from './place';
import { RowWindow } from './row-window';
import { ScrollKeeper } from './scroll-keeper';
import type { Conversation } from './types';
import { UnreadLine } from './unread-line';

/** Rows are brought in while they are still this many pixels from being seen. */
const ahead = 800;
/** The way back to the newest is offered from so far above it. */
const awayFrom = 240;
/** More than a screen of them: the way to the first unread is offered. */
const manyUnread = 20;
/** After a page of history that did not come. */
const pauseAfterFailure = 3_000;

export class TimelineView {
  readonly window = new RowWindow();
  readonly scroll: ScrollKeeper;
  /** Messages of others that came while the reader was further up. */
  fresh = 0;
  /** Where unread began when the conversation was opened (`seq`); null: nowhere, or not loaded. */
  unread: number | null;
  away = false;
  paging: 'older' | 'newer' | null = null;
  /** On the way to the place where one was before a reload. */
  restoring = false;
  #place: Place | null;
  #quietUntil = 0;
  /** The reader has been where unread began, or does not want to. */
  #beenThere = false;
  #ended = false;
  readonly #unreadLine = new UnreadLine();

  constructor(readonly conversation: Conversation, scroller: () => HTMLElement | null, private readonly changed: () => void) {
    this.scroll = new ScrollKeeper(scroller);
    conversation.beginReading();
    this.window.take(conversation.rows(), true);
    this.unread = this.#unreadLine.find(conversation);
    this.#place = takeAddressed(conversation) ?? takePlace(this.#key);
    this.restoring = this.#place !== null;
    this.#restore();
  }

  /** Where unread began, as long as that lies further up; null: in sight, seen, or only a few. */
  get firstUnread(): number | null {
    const opened = this.#unreadLine.opened;
    return opened === null || this.#beenThere || opened.count < manyUnread || opened.from === 1 ? null : this.unread ?? opened.from;
  }

  leaveUnread(): void {
    this.#beenThere = true;
    this.changed();
  }

  end(): void {
    this.#ended = true;
  }

  /** The conversation's rows are others, or more. */
  take(): void {
    const rows = this.conversation.rows();
    const newest = this.window.rows.at(-1)?.id;
    const added = newest === undefined ? [] : rows.slice(rows.findLastIndex(({ id }) => id === newest) + 1);
    const wroteHere = added.some((row) => row.kind === 'message' && row.author.own && row.state === 'sending');
    if (wroteHere) this.scroll.pinned = true;
    if (!this.scroll.pinned) this.fresh += added.filter((row) => row.kind === 'message' && !row.author.own).length;
    this.window.take(rows, this.scroll.pinned);
    this.unread = this.#unreadLine.find(this.conversation);
    this.#restore();
    this.changed();
  }

  /** The reader scrolled, or the rows in the page changed. */
  scrolled(): void {
    if (this.restoring || this.#ended) return;
    const whole = this.window.atNewest && this.conversation.atEnd;
    this.scroll.scrolled(whole);
    const { above, below } = this.scroll.hidden();
    const fresh = this.scroll.pinned ? 0 : this.fresh;
    const away = this.window.rows.length > 0 && (!whole || below > awayFrom || fresh > 0);
    if (away !== this.away || fresh !== this.fresh) {
      this.away = away;
      this.fresh = fresh;
      this.changed();
    }
    this.#lookForUnread();
    this.markRead();
    if (above < ahead) void this.#bring('older');
    else if (below < ahead) void this.#bring('newer');
  }

  async toNewest(): Promise<void> {
    if (!this.conversation.atEnd) await this.conversation.show(null).catch(() => undefined);
    this.window.take(this.conversation.rows(), true);
    this.scroll.pinned = true;
    this.fresh = 0;
    this.changed();
  }

  markRead(): void {
    if (!this.scroll.pinned || document.visibilityState !== 'visible') return;
    // What changes a message is read with it, and has no row.
    const newest = Math.max(this.conversation.held, this.conversation.cleared?.seq ?? 0);
    if (newest > this.conversation.readSeq) this.conversation.markRead();
  }

  /** To the row at this place, loaded if need be. Its id; null: it is not to be had. */
  async goTo(seq: number): Promise<string | null> {
    if (this.#rowAt(seq) === null) await this.conversation.show(seq).catch(() => undefined);
    if (this.#ended) return null;
    this.window.take(this.conversation.rows(), false);
    const id = this.#rowAt(seq);
    if (id === null || !this.window.around(seq)) return null;
    this.scroll.aim(id, this.scroll.middle);
    this.changed();
    return id;
  }

  keepPlace(): void {
    if (this.restoring) return;
    const top = this.scroll.pinned ? null : this.scroll.topRow();
    const seq = top === null ? null : this.window.rows.find(({ id }) => id === top.id)?.seq ?? null;
    keepPlace(this.#key, top === null || seq === null ? null : { seq, offset: Math.round(top.bottom) });
  }

  #lookForUnread(): void {
    const { firstUnread } = this;
    const top = firstUnread === null ? null : this.scroll.topRow();
    const seq = top === null ? null : this.window.rows.find(({ id }) => id === top.id)?.seq ?? null;
    if (seq !== null && seq <= firstUnread!) this.leaveUnread();
  }

  /** Rows just out of the page come into it; if there are none, the conversation is asked for a page of them. */
  async #bring(which: 'older' | 'newer'): Promise<void> {
    const { conversation, window } = this;
    if (which === 'older' ? window.up() : window.down()) {
      this.changed();
      return;
    }
    const over = which === 'older' ? conversation.atBeginning : conversation.atEnd;
    const early = conversation.status === 'loading' || Date.now() < this.#quietUntil;
    if (over || early || this.paging !== null) return;
    this.paging = which;
    this.changed();
    try {
      await (which === 'older' ? conversation.loadOlder() : conversation.loadNewer());
    } catch {
      this.#quietUntil = Date.now() + pauseAfterFailure;
    } finally {
      this.paging = null;
      this.changed();
    }
  }

  /** Once the conversation is open; before that nothing can be shown of it. */
  #restore(): void {
    const place = this.#place;
    if (place === null || this.conversation.status === 'loading') return;
    this.#place = null;
    void this.#goTo(place);
  }

  async #goTo(place: Place): Promise<void> {
    await this.conversation.show(place.seq).catch(() => undefined);
    this.window.take(this.conversation.rows(), true);
    const row = this.window.rows.find(({ seq }) => seq !== null && seq >= place.seq);
    if (row !== undefined && this.window.around(place.seq)) this.scroll.aim(row.id, place.offset);
    this.restoring = false;
    this.changed();
  }

  #rowAt(seq: number): string | null {
    return this.window.rows.find((row) => row.seq === seq && row.kind === 'message')?.id ?? null;
  }

  /** A dm keeps its place when its first send gives it an id. */
  get #key(): string {
    return this.conversation.peer ?? this.conversation.conv ?? '';
  }
}
