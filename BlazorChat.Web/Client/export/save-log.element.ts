// `<chat-save-log conv peer user>`: an item of a conversation's menu. What it opens handles readable text, so it is of the island.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { closeMenu, menuItem } from '../look/menu';
import { ConversationWatch } from '../messages/conversation-watch';
import { t } from '../texts';

type Bundle = Pick<typeof import('./bundle'), 'askWhatToSave'>;

/** Beside the page's own bundle, wherever that is. Not a literal: it is no part of this one. */
const bundleName = './export.js';

@customElement('chat-save-log')
export class ChatSaveLog extends LitElement {
  static override styles = [base, menuItem, css`
    p { margin: 0; padding: 4px 10px; max-width: 32ch; font-size: var(--bc-size-small); color: var(--bc-danger); }
  `];

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  load: () => Promise<Bundle> = () => import(/* @vite-ignore */ bundleName) as Promise<Bundle>;
  @state() private failed = false;
  readonly #watch = new ConversationWatch(this);

  switched(): void {
    this.failed = false;
  }

  changed(): void {
    // What is shown does not depend on it.
  }

  protected override render(): TemplateResult {
    return html`<button type="button" ?disabled=${this.#watch.conversation === null} @click=${this.#open}>${t('export.item')}</button>
      ${this.failed ? html`<p role="alert">${t('export.error.load')}</p>` : nothing}`;
  }

  readonly #open = async (): Promise<void> => {
    const { conversation } = this.#watch;
    if (conversation === null) return;
    this.failed = false;
    try {
      const { askWhatToSave } = await this.load();
      closeMenu(this);
      askWhatToSave(conversation, this.user);
    } catch {
      this.failed = true;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-save-log': ChatSaveLog;
  }
}
