// `<chat-emoji-picker user>`: all emoji, to choose one of. It fires no event: whoever opens it hands over what to do with a pick, and
// nothing pressed, typed or pointed at in here is an event for the page around it.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../look/base';
import { searchIcon } from '../look/icons';
import { keepInside, keepPointingInside } from '../messages/inside';
import { plural, t } from '../texts';
import { groups, loadEmoji, withTone, type Emoji, type EmojiSet, type Tone } from './emoji-data';
import { Grid, type GridRow, type Section } from './grid';
import { pickerStyles } from './picker.styles';
import { search } from './search';
import { chooseTone, emojiSettings, noteUse } from './settings';

export interface Opening {
  /** What was pressed to open it: pressing it again is not pressing outside. */
  readonly by: Element;
  /** `stays`: the picker is still open, for the next one. */
  pick(emoji: string, stays: boolean): void;
  /** `away`: something else was pressed, and has the focus. */
  closed(away: boolean): void;
}

const recent = 'recent';
const tones: readonly Tone[] = [0, 1, 2, 3, 4, 5];
const overscan = 80; // px drawn above and below what is in sight
const emblems: Readonly<Record<string, string>> = { recent: '🕘', 0: '😀', 1: '👋', 2: '🐻', 3: '🍎', 4: '🚗', 5: '⚽', 6: '💡', 7: '🔣', 8: '🏁' };

@customElement('chat-emoji-picker')
export class ChatEmojiPicker extends LitElement {
  static override styles = [base, pickerStyles];

  /** Whose recent emoji and skin tone. */
  @property() user = '';
  @property({ type: Boolean, reflect: true }) opened = false;
  @state() private emoji: EmojiSet | null = null;
  @state() private failed = false;
  @state() private query = '';
  @state() private tone: Tone = 0;
  @state() private columns = 9;
  @state() private scrolled = 0;
  @state() private active = 0;
  @state() private pointed: number | null = null;
  @query('.scroller') private scroller!: HTMLElement | null;
  @query('input[type=search]') private field!: HTMLInputElement | null;

  #opening: Opening | null = null;
  /** As they were when it opened: nothing moves under the pointer. */
  #recent: readonly Emoji[] = [];
  #grid = new Grid([], 9, 36);
  readonly #resized = new ResizeObserver(() => this.#measure());

  /** Fetches the emoji, if they are not here yet: the pointer is on the button. */
  prepare(): void {
    loadEmoji().catch(() => undefined); // Opening says so.
  }

  open(opening: Opening): void {
    this.#opening = opening;
    this.query = '';
    this.active = this.scrolled = 0;
    this.pointed = null;
    this.opened = true;
    this.tone = emojiSettings(this.user).tone;
    document.addEventListener('pointerdown', this.#pressed, true);
    void this.#load();
  }

  close(away = false): void {
    if (!this.opened) return;
    const opening = this.#opening;
    this.#opening = null;
    this.opened = false;
    this.#resized.disconnect();
    document.removeEventListener('pointerdown', this.#pressed, true);
    opening?.closed(away);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close(true);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot() as ShadowRoot;
    keepInside(root);
    keepPointingInside(root);
    return root;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Private properties are not keys of PropertyValues<this>.
    if (this.emoji !== null && ['emoji', 'opened', 'query', 'columns'].some((name) => changed.has(name))) {
      this.#grid = new Grid(this.#sections(this.emoji), this.columns, touch() ? 42 : 36);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.opened || !changed.has('opened')) return;
    this.#resized.observe(this.scroller!);
    this.#measure();
    // A phone would open its keyboard over the emoji.
    if (touch()) this.#focusCell();
    else this.field?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.opened) return nothing;
    return html`<div class="panel" role="dialog" aria-label=${t('emoji.label')} tabindex="-1" @keydown=${this.#panelKey}>
      <label class="search">${searchIcon}<input type="search" autocomplete="off" spellcheck="false" enterkeyhint="search" aria-label=${t('emoji.search')}
        placeholder=${t('emoji.search')} .value=${this.query} @input=${this.#searched} @keydown=${this.#searchKey}></label>
      ${this.#groupBar()}
      <div class="scroller" @scroll=${this.#scroll}>${this.#content()}</div>
      <div class="foot">${this.#name()}${this.#toneChoice()}</div>
      <div role="status" class="unseen">${this.query === '' || this.emoji === null ? nothing : plural('emoji.found', this.#grid.count)}</div>
    </div>`;
  }

  #groupBar(): TemplateResult {
    const shown = this.query === '' ? this.#grid.sectionAt(this.scrolled)?.id : undefined;
    const ids = this.#groupIds();
    return html`<div class="groups" role="toolbar" aria-label=${t('emoji.groups')} @keydown=${this.#groupKey}>
      ${ids.map((id) => html`<button aria-label=${titleOf(id)} title=${titleOf(id)} aria-current=${id === shown ? 'true' : nothing}
        tabindex=${id === (shown ?? ids[0]) ? 0 : -1} @click=${() => this.#toGroup(id)}>${emblems[id]}</button>`)}
    </div>`;
  }

  #content(): TemplateResult {
    if (this.failed) return html`<p role="alert">${t('emoji.failed')}</p><button class="plain" @click=${() => void this.#load()}>${t('emoji.retry')}</button>`;
    if (this.emoji === null) return html`<p class="late">${t('emoji.loading')}</p>`;
    const grid = this.#grid;
    if (grid.count === 0) return html`<p>${t('emoji.none', { query: this.query.trim() })}</p>`;
    const drawn = grid.drawn(this.scrolled - overscan, this.scrolled + this.#height() + overscan, this.active);
    return html`<div class="grid" role="grid" aria-label=${t('emoji.grid')} aria-rowcount=${grid.rows.length} aria-colcount=${grid.columns}
      style=${`height:${grid.height}px;--columns:${grid.columns};--cell:${grid.cell}px`} @keydown=${this.#gridKey} @click=${this.#clicked} @mouseover=${this.#over}
      @mouseleave=${() => (this.pointed = null)}>${repeat(drawn, (number) => number, (number) => this.#row(grid.rows[number]!, number))}</div>`;
  }

  #row(row: GridRow, number: number): TemplateResult {
    const style = `top:${row.top}px`;
    if (row.kind === 'title') {
      return html`<div role="row" class="title" aria-rowindex=${number + 1} style=${style}><span role="rowheader" aria-colspan=${this.columns}>${row.section.title}</span></div>`;
    }
    return html`<div role="row" class="cells" aria-rowindex=${number + 1} style=${style}>${row.emoji.map((emoji, i) => html`<span role="gridcell"
      data-i=${row.first + i} tabindex=${row.first + i === this.active ? 0 : -1} aria-colindex=${i + 1} aria-label=${emoji.name}>${withTone(emoji, this.tone)}</span>`)}</div>`;
  }

  #name(): TemplateResult {
    const emoji = this.emoji === null ? undefined : this.#grid.at(this.pointed ?? this.active);
    if (emoji === undefined) return html`<span class="name"></span>`;
    return html`<span class="name" aria-hidden="true"><b dir="auto">${emoji.name}</b><small dir="ltr">${emoji.shortcodes.slice(0, 1).map((code) => `:${code}:`)}</small></span>`;
  }

  #toneChoice(): TemplateResult {
    const hand = this.emoji?.find('✋');
    return html`<fieldset class="tones"><legend class="unseen">${t('emoji.tone')}</legend>${tones.map((tone) => html`<label title=${t(`emoji.tone.${tone}`)}>
      <input type="radio" name="tone" aria-label=${t(`emoji.tone.${tone}`)} .checked=${tone === this.tone} @change=${() => this.#chooseTone(tone)}>
      <span aria-hidden="true">${hand === undefined ? nothing : withTone(hand, tone)}</span></label>`)}</fieldset>`;
  }

  async #load(): Promise<void> {
    this.failed = false;
    try {
      const emoji = await loadEmoji();
      this.#recent = emojiSettings(this.user).recent.flatMap((char) => emoji.find(char) ?? []);
      this.emoji = emoji;
      this.requestUpdate('emoji');
    } catch {
      this.failed = true;
    }
    if (this.opened && touch()) void this.updateComplete.then(() => this.#focusCell());
  }

  #sections(set: EmojiSet): Section[] {
    if (this.query.trim() !== '') {
      const found = search(set, this.query);
      return found.length === 0 ? [] : [{ id: 'found', title: t('emoji.found'), emoji: found }];
    }
    const sections = groups.map((group) => ({ id: `${group}`, title: titleOf(`${group}`), emoji: set.all.filter((emoji) => emoji.group === group) }));
    return [{ id: recent, title: titleOf(recent), emoji: this.#recent }, ...sections].filter(({ emoji }) => emoji.length > 0);
  }

  #groupIds(): string[] {
    return [...this.#recent.length > 0 ? [recent] : [], ...groups.map(String)];
  }

  #take(index: number, shift: boolean): void {
    const emoji = this.#grid.at(index);
    const opening = this.#opening;
    if (emoji === undefined || opening === null) return;
    noteUse(this.user, emoji.char);
    // On a phone it stands where the keyboard does, and stays as one.
    const stays = shift || sheet();
    if (!stays) this.close();
    opening.pick(withTone(emoji, this.tone), stays);
    if (!stays) return;
    this.active = index;
    void this.updateComplete.then(() => this.#focusCell());
  }

  #chooseTone(tone: Tone): void {
    this.tone = tone;
    chooseTone(this.user, tone);
  }

  readonly #searched = (): void => {
    this.query = this.field?.value ?? '';
    this.active = 0;
    this.pointed = null;
    this.#scrollTo(0);
  };

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && this.query.trim() !== '') this.#take(0, event.shiftKey);
    else if (event.key === 'ArrowDown') this.#focusCell();
    else return;
    event.preventDefault();
  };

  readonly #panelKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    this.close();
  };

  readonly #gridKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.#take(this.active, event.shiftKey);
    else {
      const page = Math.max(1, Math.floor(this.#height() / this.#grid.cell) - 1);
      const to = this.#grid.moved(this.active, event, page, getComputedStyle(this).direction === 'rtl');
      if (to === null) return;
      if (to === this.active && event.key === 'ArrowUp') this.field?.focus();
      else this.#moveTo(to);
    }
    event.preventDefault();
  };

  readonly #groupKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [...(event.currentTarget as Element).querySelectorAll('button')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(this).direction === 'rtl' ? -by : by;
    buttons[(at + forward + buttons.length) % buttons.length]?.focus();
  };

  readonly #clicked = (event: MouseEvent): void => {
    const index = cellOf(event);
    if (index !== null) this.#take(index, event.shiftKey);
  };

  readonly #over = (event: MouseEvent): void => {
    this.pointed = cellOf(event);
  };

  readonly #scroll = (): void => {
    this.scrolled = this.scroller?.scrollTop ?? 0;
  };

  readonly #pressed = (event: Event): void => {
    const path = event.composedPath();
    if (!path.includes(this) && !(this.#opening !== null && path.includes(this.#opening.by))) this.close(true);
  };

  #toGroup(id: string): void {
    this.query = '';
    void this.updateComplete.then(() => {
      const first = this.#grid.firstOf(id);
      if (first === undefined) return;
      this.active = first.index;
      this.#scrollTo(first.top);
    });
  }

  #moveTo(index: number): void {
    this.active = index;
    this.pointed = null;
    const top = this.#grid.topOf(index);
    const bottom = top + this.#grid.cell;
    if (top < this.scrolled) this.#scrollTo(top);
    else if (bottom > this.scrolled + this.#height()) this.#scrollTo(bottom - this.#height());
    void this.updateComplete.then(() => this.#focusCell());
  }

  #scrollTo(top: number): void {
    if (this.scroller !== null) this.scroller.scrollTop = top;
    this.scrolled = this.scroller?.scrollTop ?? 0;
  }

  #focusCell(): void {
    this.scroller?.querySelector<HTMLElement>(`[data-i="${this.active}"]`)?.focus({ preventScroll: true });
  }

  #height(): number {
    return this.scroller?.clientHeight || 320;
  }

  #measure(): void {
    const width = this.scroller?.clientWidth ?? 0;
    if (width > 0) this.columns = Math.max(4, Math.floor((width - 16) / this.#grid.cell));
  }
}

const touch = () => matchMedia('(hover: none)').matches;
const sheet = () => matchMedia('(max-width: 640px)').matches;

const titleOf = (id: string): string => t(id === recent ? 'emoji.recent' : `emoji.group.${Number(id) as (typeof groups)[number]}`);

function cellOf(event: Event): number | null {
  const cell = (event.target as Element).closest<HTMLElement>('[data-i]');
  return cell === null ? null : Number(cell.dataset['i']);
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-emoji-picker': ChatEmojiPicker;
  }
}
