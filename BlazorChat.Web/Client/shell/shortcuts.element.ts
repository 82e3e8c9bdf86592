// `<chat-shortcuts>`: the sheet of keyboard shortcuts, on Ctrl+/ and from whatever has the attribute `data-shortcuts`.
import { LitElement, css, html } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { base } from '../look/base';
import { formattingHelp, formattingStyles } from '../markdown/help';
import { dialog } from '../look/dialog';
import { t, type Key } from '../texts';

/** What they do, and the keys; several ways stand side by side. */
const groups: readonly { readonly title: Key; readonly lines: readonly (readonly [Key, ...string[]])[] }[] = [
  { title: 'shortcuts.everywhere', lines: [['shortcuts.switch', 'Ctrl K'], ['shortcuts.sheet', 'Ctrl /'], ['shortcuts.next', 'Tab']] },
  {
    title: 'shortcuts.writing',
    lines: [
      ['shortcuts.send', 'Enter'], ['shortcuts.line', 'Shift Enter'], ['shortcuts.edit', '↑'], ['shortcuts.leave', 'Esc'],
      ['markdown.bold', 'Ctrl B'], ['markdown.italic', 'Ctrl I'], ['markdown.code', 'Ctrl E'],
    ],
  },
  {
    title: 'shortcuts.reading',
    lines: [['shortcuts.rows', '↑', '↓'], ['shortcuts.ends', 'Home', 'End'], ['shortcuts.newest', 'Ctrl End'], ['shortcuts.compose', 'Esc']],
  },
];

@customElement('chat-shortcuts')
export class ChatShortcuts extends LitElement {
  static override styles = [base, dialog, formattingStyles, css`
    dialog { width: min(800px, calc(100vw - 32px)); }
    .groups { columns: 2 300px; column-gap: 40px; }
    section { break-inside: avoid; padding-block-start: 16px; }
    header { display: flex; align-items: center; justify-content: space-between; gap: 16px; }
    h2 { margin: 0; font-size: var(--bc-size-title); line-height: 1.3; }
    h3 { margin: 0 0 4px; font-size: var(--bc-size-small); color: var(--bc-muted); }
    dl { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 6px 16px; margin: 0; }
    dd { margin: 0; text-align: end; white-space: nowrap; }
    kbd { display: inline-block; min-width: 24px; padding: 0 6px; border: 1px solid var(--bc-line); border-radius: 6px; background: var(--bc-raised); font: inherit; font-size: var(--bc-size-small); line-height: 1.6; text-align: center; }
  `];

  @query('dialog') private dialog!: HTMLDialogElement;

  override connectedCallback(): void {
    super.connectedCallback();
    // On the way down: no key that is pressed where one writes comes up again.
    document.addEventListener('keydown', this.#key, { capture: true });
    document.addEventListener('click', this.#click);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key, { capture: true });
    document.removeEventListener('click', this.#click);
  }

  protected override render() {
    return html`<dialog aria-labelledby="title">
      <header><h2 id="title">${t('shortcuts.title')}</h2><button class="plain" @click=${() => this.dialog.close()}>${t('shortcuts.close')}</button></header>
      <div class="groups">${groups.map(({ title, lines }) => html`<section><h3>${t(title)}</h3><dl>${lines.map(([what, ...ways]) => html`<dt>${t(what)}</dt>
        <dd>${ways.map((keys, i) => html`${i > 0 ? ' ' : ''}${keys.split(' ').map((key, j) => html`${j > 0 ? ' + ' : ''}<kbd>${name(key)}</kbd>`)}`)}</dd>`)}</dl></section>`)}${formattingHelp()}</div>
    </dialog>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    // By the letter, which lies elsewhere on other keyboards and may need Shift there.
    if (event.key !== '/' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  };

  readonly #click = (event: Event): void => {
    if ((event.target as Element).closest('[data-shortcuts]') !== null && !this.dialog.open) this.dialog.showModal();
  };
}

/** As it is printed on a keyboard of the page's language. */
function name(key: string): string {
  const keys: Record<string, Key> = { Ctrl: 'key.ctrl', Shift: 'key.shift', Enter: 'key.enter', Home: 'key.home', End: 'key.end', Esc: 'key.esc', Tab: 'key.tab' };
  const text = keys[key];
  return text === undefined ? key : t(text);
}
