// `<chat-undo>`: for ten seconds offers to take back what was just cleared, one line for each. It takes no focus: it is the last thing in the page,
// and Ctrl+Z outside of a field does the same.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { isApiError, networkCode } from '../api';
import { base } from '../look/base';
import { t, type Key } from '../texts';
import type { Clearing } from './clearing';

export interface Offer {
  /** What was done. */
  readonly text: string;
  readonly clearing: Clearing;
}

/** As the server allows it, and a little less: an undo takes its time on the way. */
const undoMs = 10_000;
/** How long the outcome is shown. */
const shownMs = 5_000;
const tickMs = 250;

interface Line extends Offer {
  readonly id: number;
  /** When it goes, by `performance.now()`. */
  readonly end: number;
  readonly state: 'offered' | 'undoing' | 'over';
  readonly problem: Key | null;
}

@customElement('chat-undo')
export class ChatUndo extends LitElement {
  static override styles = [base, css`
    /* Under the head of a conversation: what is new comes at the other end. */
    :host { position: fixed; inset-inline: 0; inset-block-start: 68px; z-index: 20; pointer-events: none; }
    [role=status] { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: center; gap: 8px; padding-inline: 12px; }
    .line { pointer-events: auto; display: flex; align-items: center; gap: 12px; max-width: min(560px, 100%); min-height: 44px; padding: 6px 8px 6px 16px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius-card); background: var(--bc-surface); box-shadow: var(--bc-shadow); }
    .line > span:first-child { overflow-wrap: anywhere; min-width: 0; }
    .line.over { padding-inline-end: 16px; }
    .problem { color: var(--bc-danger); }
    .left { min-width: 4ch; text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
    button { flex: none; min-height: 32px; }
  `];

  @state() private lines: readonly Line[] = [];
  #next = 0;
  #clockwork: ReturnType<typeof setInterval> | null = null;
  /** Where the focus came from. */
  #before: EventTarget | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    this.addEventListener('focusin', this.#entered);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    this.removeEventListener('focusin', this.#entered);
    if (this.#clockwork !== null) clearInterval(this.#clockwork);
    this.#clockwork = null;
    // Nobody can undo them here any more.
    for (const { state, clearing } of this.lines) if (state === 'offered') clearing.settle();
    this.lines = [];
  }

  async offer(offer: Offer): Promise<void> {
    // A live region reads what comes into it, not what it comes with.
    await this.updateComplete;
    this.lines = [...this.lines, { ...offer, id: this.#next++, end: performance.now() + undoMs, state: 'offered', problem: null }];
    this.#clockwork ??= setInterval(this.#tick, tickMs);
  }

  protected override render(): TemplateResult {
    return html`<div role="status">${repeat(this.lines, ({ id }) => id, (line) => this.#line(line))}</div>`;
  }

  #line(line: Line): TemplateResult {
    const text = line.state === 'undoing' ? t('clear.undoing') : line.problem === null ? line.text : t(line.problem);
    return html`<div class="line ${line.state}" data-id=${line.id}>
      <span class=${line.problem === null ? '' : 'problem'}>${text}</span>
      ${line.state === 'offered' ? html`<span class="left secondary" aria-hidden="true">${t('clear.seconds', { count: this.#seconds(line) })}</span>
        <button class="plain" aria-keyshortcuts="Control+Z" title="Ctrl+Z" @click=${() => void this.#undo(line)}>${t('clear.undo')}</button>` : nothing}
    </div>`;
  }

  #seconds = ({ end }: Line): number => Math.max(0, Math.ceil((end - performance.now()) / 1000));

  async #undo({ id, clearing }: Line): Promise<void> {
    this.#change(id, { state: 'undoing' });
    try {
      await clearing.undo();
      this.#over(id, { text: t('clear.undone'), problem: null });
    } catch (error) {
      const again = isApiError(error, networkCode);
      // Whether the undo arrived is not known: asked once more in time, it is done or told.
      if (again && this.lines.some((line) => line.id === id && line.end > performance.now())) this.#change(id, { state: 'offered', problem: 'clear.undo.error.connection' });
      else this.#over(id, { problem: again || isApiError(error, 'too-late') ? 'clear.undo.error.too-late' : 'clear.undo.error.unknown' });
    }
  }

  #over(id: number, change: Partial<Line>): void {
    this.#giveFocusBack([id]);
    this.#change(id, { ...change, state: 'over', end: performance.now() + shownMs });
  }

  #change(id: number, change: Partial<Line>): void {
    this.lines = this.lines.map((line) => (line.id === id ? { ...line, ...change } : line));
  }

  readonly #tick = (): void => {
    const now = performance.now();
    const gone = this.lines.filter(({ end, state }) => end <= now && state !== 'undoing');
    for (const { state, clearing } of gone) if (state === 'offered') clearing.settle();
    if (gone.length > 0) {
      this.#giveFocusBack(gone.map(({ id }) => id));
      this.lines = this.lines.filter((line) => !gone.includes(line));
    } else this.requestUpdate();
    if (this.lines.length > 0 || this.#clockwork === null) return;
    clearInterval(this.#clockwork);
    this.#clockwork = null;
  };

  readonly #entered = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== this) this.#before = relatedTarget;
  };

  /** If it is in a line that goes. */
  #giveFocusBack(ids: readonly number[]): void {
    const line = this.shadowRoot?.activeElement?.closest<HTMLElement>('.line');
    if (document.activeElement !== this || (line != null && !ids.includes(Number(line.dataset['id'])))) return;
    if (this.#before instanceof HTMLElement) this.#before.focus();
    // Not every element takes it for what stands in it.
    if (document.activeElement === this) document.querySelector('chat-composer')?.focus();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';
    const line = undo && !isField(event.composedPath()[0]) ? this.lines.findLast(({ state }) => state === 'offered') : undefined;
    if (line === undefined) return;
    event.preventDefault();
    void this.#undo(line);
  };
}

/** There Ctrl+Z is the field's own. */
function isField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, input:not([type=radio], [type=checkbox])'));
}

/** The page has one; it comes with the first offer. */
export function offerUndo(offer: Offer): void {
  let element = document.querySelector('chat-undo');
  if (element === null) {
    element = document.createElement('chat-undo');
    document.body.append(element);
  }
  void element.offer(offer);
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-undo': ChatUndo;
  }
}
