// `<chat-composer conv peer user>`: where one writes. No key pressed here is an event for the page around it.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { EmojiTyping } from '../emoji/emoji-typing';
import { replaceRange } from '../emoji/field-edit';
import { ChatEmojiPicker } from '../emoji/picker.element';
import { base } from '../look/base';
import { sendIcon, smileIcon } from '../look/icons';
import { MentionTyping } from '../mentions/mention-typing';
import { Telling } from '../presence/telling';
import { onLeaving } from '../shell/leaving';
import { plural, t, type Key } from '../texts';
import { AimedWriting } from './aimed-writing';
import { composerStyles } from './composer.styles';
import { ConversationWatch } from './conversation-watch';
import { EarlyText } from './early-text';
import { format } from './formatting';
import { keepInside } from './inside';
import { actOn } from './act-on-notice';
import { noticeBar } from './notice-bar';
import { permission, type Permission } from './permission';
import { aimBar } from './quote';
import { bytesLeft } from './text-length';
import { SendError, type Conversation, type Notice } from './types';

@customElement('chat-composer')
export class ChatComposer extends LitElement {
  static override styles = [base, composerStyles];
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property() conv: string | null = null;
  @property() peer: string | null = null;
  @property() user = '';
  /** Why the last text came back. */
  @state() private failure: Key | null = null;
  @state() private accepting = false;
  /** Given in the page, as a child; without one there is no button. */
  @state() private picker: ChatEmojiPicker | null = null;
  @state() private picking = false;
  @query('textarea') private field!: HTMLTextAreaElement | null;

  readonly #watch = new ConversationWatch(this);
  readonly #telling = new Telling();
  readonly #emoji = new EmojiTyping(this, () => this.field, () => this.user);
  readonly #aimed = new AimedWriting(() => this.requestUpdate(), () => this.#asked());
  readonly #mentions = new MentionTyping(this, () => this.field, () => this.#watch.conversation?.members().filter(({ user }) => user !== this.user) ?? []);
  readonly #early = new EarlyText();
  /** Sent while it was not yet clear whether it may be, or before the conversation was there. */
  #sendWhenReady = false;
  #stopLeaving: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopLeaving = onLeaving(() => this.#aimed.leave());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopLeaving?.();
  }

  get #writing() {
    return this.#aimed.writer;
  }

  get #text(): string {
    return this.#writing?.text ?? this.#early.of(this);
  }

  switched(conversation: Conversation | null): void {
    // One may type while the first conversation is still being opened.
    const early = conversation === null ? '' : this.#early.take(this);
    if (early === '') this.#sendWhenReady = false;
    this.accepting = false;
    this.failure = null;
    this.#emoji.reset();
    this.#mentions.reset();
    this.picker?.close(true);
    this.#aimed.open(conversation, early);
    if (this.#sendWhenReady) this.changed();
    // A phone would open its keyboard over the messages.
    if (conversation !== null && matchMedia('(hover: hover)').matches) void this.updateComplete.then(() => this.focus());
  }

  changed(): void {
    this.#mentions.grown();
    this.requestUpdate();
    if (this.#sendWhenReady && this.#permission().is !== 'wait') void this.#send();
  }

  /** To the field, not to the first button above it. */
  override focus(options?: FocusOptions): void {
    if (this.field === null) super.focus(options);
    else this.field.focus(options);
  }

  protected override createRenderRoot() {
    const root = super.createRenderRoot();
    keepInside(root as ShadowRoot);
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What was to be sent at another place waits there.
    if (this.hasUpdated && (changed.has('conv') || changed.has('peer'))) this.#sendWhenReady = false;
  }

  protected override updated(_: PropertyValues): void {
    if (this.field === null) return;
    const text = this.#text;
    if (this.field.value !== text) this.field.value = text;
    this.#grow(this.field);
  }

  protected override render(): TemplateResult {
    const name = this.#watch.conversation?.peerName ?? this.#watch.conversation?.roomName ?? null;
    const text = this.#text;
    const { aim } = this.#aimed;
    const left = bytesLeft(text);
    const blocked = this.#permission().is !== 'yes' || text.trim() === '' || (left !== null && left < 0);
    return html`
      <div role="status">${this.#bars().map((notice) => noticeBar(notice, this.accepting, () => void this.#act(notice)))}</div>
      ${aim === null ? nothing : aimBar(aim, this.#aimed.drop)}
      <form @submit=${this.#submit}>
        ${this.#emoji.offers.list()}${this.#mentions.offers.list()}
        <textarea rows="1" dir="auto" autocomplete="off" enterkeyhint="send" aria-label=${t('composer.label')} aria-describedby="below"
          aria-autocomplete="list" aria-controls=${this.#offers.listId} aria-activedescendant=${this.#offers.chosenId}
          placeholder=${name === null ? t('composer.label') : t('composer.to', { name })}
          @beforeinput=${this.#emoji.beforeInput} @input=${this.#input} @keydown=${this.#key} @blur=${this.#put} @click=${this.#put}></textarea>
        ${this.#emojiButton()}
        <button type="submit" class="primary send" aria-disabled=${blocked}><span class="word">${t(aim?.is === 'edit' ? 'composer.save' : 'composer.send')}</span>${sendIcon}</button>
      </form>
      <div class="below" id="below">${this.#below(left)}</div>
      <slot name="emoji" @slotchange=${this.#pickerGiven}></slot>`;
  }

  #emojiButton(): TemplateResult | typeof nothing {
    if (this.picker === null) return nothing;
    return html`<button type="button" class="emoji" aria-label=${t('emoji.open')} title=${t('emoji.open')} aria-haspopup="dialog" aria-expanded=${this.picking}
      @pointerenter=${this.#prepare} @focus=${this.#prepare} @click=${this.#pick}>${smileIcon}</button>`;
  }

  #below(left: number | null): TemplateResult {
    const may = this.#permission();
    const reason = this.failure !== null ? html`<span class="failed" role="alert">${t(this.failure)}</span>`
      : may.is === 'no' ? html`<span>${this.#said(may.why) ? nothing : t(may.why)}</span>`
      : this.#offline() ? html`<span>${t('notice.offline')}</span>`
      : html`<span class="hint">${this.#hint()}</span>`;
    if (left === null) return reason;
    return html`${reason}<span class="left ${left < 0 ? 'over' : ''}">${plural(left < 0 ? 'composer.over' : 'composer.left', Math.abs(left))}</span>`;
  }

  #hint() {
    if (this.#aimed.aim?.is === 'edit') return t('composer.edit.hint');
    return this.#writing?.text ? t('composer.hint') : nothing;
  }

  /** To answer or to edit a message, or not to any more. */
  async #asked(): Promise<void> {
    this.failure = null;
    this.#emoji.reset();
    await this.updateComplete;
    this.focus();
    const end = this.field?.value.length ?? 0;
    this.field?.setSelectionRange(end, end);
  }

  /** A lost connection is said below the field instead, where it moves nothing. */
  #bars(): Notice[] {
    return (this.#watch.conversation?.notices ?? []).filter(({ code }) => code !== 'offline');
  }

  #offline(): boolean {
    return this.#watch.conversation?.notices.some(({ code }) => code === 'offline') ?? false;
  }

  /** A bar above the field already says why. */
  #said(why: Key): boolean {
    return why !== 'composer.not-found' && this.#bars().some(({ code }) => code !== 'crl-old');
  }

  #permission(): Permission {
    const conversation = this.#watch.conversation;
    return conversation === null ? { is: 'wait' } : permission(conversation);
  }

  readonly #input = (event: Event): void => {
    this.failure = null;
    this.#sendWhenReady = false;
    if (this.#writing === null) this.#early.write(this, this.field?.value ?? '');
    else this.#writing.write(this.field?.value ?? '');
    this.#telling.typed(this.#watch.conversation, this.field?.value ?? '');
    this.#emoji.typed(event);
    this.#mention(event);
    this.requestUpdate();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (this.#offers.key(event) || format(event, this.field)) return;
    if (event.key === 'Escape' && this.picking) return this.picker?.close();
    if (event.key === 'Escape' && this.#aimed.aim !== null && !event.isComposing) return this.#aimed.drop();
    if (event.key === 'ArrowUp' && this.field?.value === '' && !withModifier(event) && this.#aimed.editLast()) event.preventDefault();
    // While an input method composes, Enter chooses a word. Safari has ended composing by then, its key code has not.
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    if (withModifier(event)) return;
    event.preventDefault();
    // Held down it would send what waits behind an edit that it has just saved.
    if (!event.repeat) void this.#send();
  };

  get #offers() {
    return this.#emoji.offers.there ? this.#emoji.offers : this.#mentions.offers;
  }

  #mention(event: Event): void {
    if (event instanceof InputEvent && event.isComposing) return;
    if (this.#emoji.offers.there) this.#mentions.put();
    else this.#mentions.look();
  }

  readonly #put = (): void => {
    this.#emoji.put();
    this.#mentions.put();
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#send();
    this.focus();
  };

  async #send(): Promise<void> {
    const writing = this.#writing;
    const may = this.#permission();
    this.#sendWhenReady = may.is === 'wait';
    if (writing === null || may.is === 'wait' || writing.text.trim() === '') return;
    if (may.is === 'no') {
      this.failure = this.#said(may.why) ? null : may.why;
      return;
    }
    if ((bytesLeft(writing.text) ?? 0) < 0) return; // The counter says so.
    this.#emoji.beforeSending();
    const mentions = this.#mentions.named(writing.text);
    this.#emoji.reset();
    this.#mentions.reset();
    const { conversation } = this.#watch;
    try {
      await this.#aimed.send({ mentions });
    } catch (error) {
      if (conversation === this.#watch.conversation) this.failure = error instanceof SendError ? `error.${error.code}` : 'error.unknown';
    }
  }

  readonly #pickerGiven = (event: Event): void => {
    this.picker = (event.target as HTMLSlotElement).assignedElements().find((given) => given instanceof ChatEmojiPicker) ?? null;
  };

  readonly #prepare = (): void => this.picker?.prepare();

  readonly #pick = (event: Event): void => {
    if (this.picker === null) return;
    if (this.picking) return this.picker.close();
    this.picking = true;
    this.picker.open({
      by: event.currentTarget as Element,
      pick: (emoji, stays) => this.#insert(emoji, stays),
      closed: (away) => {
        this.picking = false;
        if (!away) this.field?.focus();
      },
    });
  };

  #insert(emoji: string, stays: boolean): void {
    if (this.field === null) return;
    // A phone would open its keyboard in the place of the emoji.
    if (!stays || matchMedia('(hover: hover)').matches) this.field.focus();
    replaceRange(this.field, this.field.selectionStart, this.field.selectionEnd, emoji);
  }

  async #act(notice: Notice): Promise<void> {
    const { conversation } = this.#watch;
    if (conversation === null) return;
    this.accepting = true;
    this.failure = null;
    try {
      if (!await actOn(conversation, notice) && conversation === this.#watch.conversation) this.failure = 'error.moved-on';
    } catch {
      if (conversation === this.#watch.conversation) this.failure = 'error.unknown';
    } finally {
      this.accepting = false;
    }
  }

  /** As high as its text; the style sheet says where that ends. */
  #grow(field: HTMLTextAreaElement): void {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }
}

const withModifier = (event: KeyboardEvent): boolean => event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}
