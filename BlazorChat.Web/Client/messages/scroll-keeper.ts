// Nothing moves while one reads: whatever is put before, into or after the rows, the row under the reader's eyes stays
// where it is. At the newest, the newest stays in sight instead.

/** As near to the end as this counts as being there. */
const atEndWithin = 40;

export class ScrollKeeper {
  /** At the newest: what comes is scrolled to. */
  pinned = true;
  #seen: { readonly id: string; readonly bottom: number }[] = [];
  #top = 0;
  #goal: { readonly id: string; readonly offset: number } | null = null;

  constructor(private readonly scroller: () => HTMLElement | null) {}

  /** The next `after` puts the lower edge of this row so far below the upper edge of the view. */
  aim(id: string, offset: number): void {
    this.pinned = false;
    this.#goal = { id, offset };
  }

  /** As an offset to aim at. */
  get middle(): number {
    return (this.scroller()?.clientHeight ?? 0) / 2;
  }

  /** Before the rows change. */
  before(): void {
    this.#notice();
    this.#seen = this.pinned ? [] : this.#inSight();
  }

  /** After they changed, before the browser paints. */
  after(): void {
    const scroller = this.scroller();
    if (scroller === null) return;
    if (this.#goal !== null) this.#place(scroller, this.#goal.id, this.#goal.offset);
    else if (this.pinned) scroller.scrollTop = scroller.scrollHeight;
    else {
      const still = this.#seen.find(({ id }) => this.#row(scroller, id) !== null);
      if (still !== undefined) this.#place(scroller, still.id, still.bottom);
    }
    this.#top = scroller.scrollTop;
    this.#goal = null;
    this.#seen = [];
  }

  /** The view or the rows changed their size by themselves. */
  settle(): void {
    if (this.pinned) this.after();
  }

  /** Pixels hidden above and below. */
  hidden(): { above: number; below: number } {
    const scroller = this.scroller();
    if (scroller === null) return { above: 0, below: 0 };
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    return { above: scrollTop, below: scrollHeight - clientHeight - scrollTop };
  }

  /** After the reader scrolled. `whole`: the newest row is in the page; it may not be for a moment while a hole is filled. */
  scrolled(whole: boolean): void {
    this.#notice();
    this.#top = this.hidden().above;
    this.pinned ||= whole && this.hidden().below <= atEndWithin;
  }

  /** Only going up leaves the end: when the view shrinks (the composer grew), the end is far for a moment too. */
  #notice(): void {
    const { above, below } = this.hidden();
    if (above < this.#top - 1 && below > atEndWithin) this.pinned = false;
  }

  /** The row under the upper edge. Its lower edge counts: its head may vanish when its elder neighbour is loaded. */
  topRow(): { readonly id: string; readonly bottom: number } | null {
    return this.#inSight()[0] ?? null;
  }

  #inSight(): { id: string; bottom: number }[] {
    const scroller = this.scroller();
    if (scroller === null) return [];
    const { top, bottom } = scroller.getBoundingClientRect();
    const seen: { id: string; bottom: number }[] = [];
    for (const row of scroller.querySelectorAll<HTMLElement>('[data-id]')) {
      const edge = row.getBoundingClientRect();
      if (edge.top >= bottom) break;
      if (edge.bottom > top) seen.push({ id: row.dataset['id'] ?? '', bottom: edge.bottom - top });
    }
    return seen;
  }

  #place(scroller: HTMLElement, id: string, offset: number): void {
    const row = this.#row(scroller, id);
    if (row === null) return;
    scroller.scrollTop += row.getBoundingClientRect().bottom - scroller.getBoundingClientRect().top - offset;
  }

  #row(scroller: HTMLElement, id: string): HTMLElement | null {
    return scroller.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }
}
