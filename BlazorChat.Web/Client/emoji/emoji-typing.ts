// Emoji by typing: a list for `:name`, `:name:` and emoticons turned into emoji. What was turned by itself is turned back by Backspace right
// after it, and is left alone until the message is sent.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { replaceRange } from './field-edit';
import { preferences } from '../preferences/store';
import { plural, t } from '../texts';
import { begunName } from './begun-name';
import { loadEmoji, withTone, type Emoji, type EmojiSet } from './emoji-data';
import { emoticonBefore } from './emoticons';
import { Offers } from './offers';
import { complete, named } from './search';
import { emojiSettings, noteUse } from './settings';

const mostOffered = 8;
/** Typed, not pasted, dropped, or brought back by undo. */
const byKey = ['insertText', 'insertLineBreak', 'insertCompositionText'];

interface Turned {
  readonly start: number;
  readonly typed: string;
  /** All of the text after it, to see that nothing has been written since. */
  readonly text: string;
  readonly caret: number;
}

export class EmojiTyping implements ReactiveController {
  #set: EmojiSet | null = null;
  readonly offers: Offers;
  #begun: { readonly start: number; readonly name: string } | null = null;
  /** Where a list was put away: it does not come back for the same word. */
  #dismissed: number | null = null;
  #turned: Turned | null = null;
  /** What the user wants as it was typed. */
  readonly #kept = new Set<string>();
  #typedLast = false;
  #replacing = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly field: () => HTMLTextAreaElement | null,
    private readonly user: () => string,
  ) {
    this.offers = new Offers(host, 'offers', () => { this.#dismissed = this.#begun?.start ?? null; });
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Another message begins. */
  reset(): void {
    this.#kept.clear();
    this.#turned = this.#dismissed = null;
    this.#typedLast = false;
    this.put();
  }

  /** After an input event of the field. */
  typed(event: Event): void {
    const field = this.field();
    if (field === null || this.#replacing) return;
    this.#turned = null;
    this.#typedLast = event instanceof InputEvent && byKey.includes(event.inputType);
    if (field.value === '') this.reset();
    if (event instanceof InputEvent && event.isComposing) return;
    if (this.#typedLast && this.#turnWord(field)) return this.put();
    this.#offer();
  }

  /** Backspace, also a phone's, which is no key. */
  readonly beforeInput = (event: InputEvent): void => {
    const field = this.field();
    const turned = this.#turned;
    if (event.inputType !== 'deleteContentBackward' || field === null || turned === null) return;
    if (field.value !== turned.text || field.selectionStart !== turned.caret || field.selectionEnd !== turned.caret) return;
    event.preventDefault();
    this.#kept.add(turned.typed.trim());
    this.#turned = null;
    this.#replace(field, turned.start, turned.caret, turned.typed);
  };

  /** An emoticon typed at the end becomes an emoji when the message is sent. */
  beforeSending(): void {
    const field = this.field();
    if (field === null || !this.#typedLast || !facesWanted()) return;
    const found = emoticonBefore(field.value, field.value.trimEnd().length);
    if (found !== null && !this.#kept.has(found.typed)) this.#replace(field, found.start, found.end, found.emoji);
  }

  /** Puts the list away. */
  readonly put = (): void => {
    this.#begun = null;
    this.offers.put();
  };

  #offer(): void {
    const field = this.field();
    const begun = field === null || field.selectionStart !== field.selectionEnd ? null : begunName(field.value, field.selectionStart);
    if (begun === null || begun.closed) {
      this.#dismissed = null;
      return this.put();
    }
    if (begun.start === this.#dismissed) return;
    this.#begun = begun;
    if (this.#set === null) {
      // Without the file there is no list, and one types on.
      void loadEmoji().then((set) => {
        this.#set = set;
        if (this.#begun !== null) this.#offer();
      }, () => undefined);
      return;
    }
    const found = complete(this.#set, begun.name, mostOffered);
    // Asked with each key: only a list that is there asks for the tone, which lies in storage.
    const tone = found.length === 0 ? 0 : emojiSettings(this.user()).tone;
    this.offers.show(found.map((emoji) => ({
      glyph: withTone(emoji, tone), called: emoji.name, aside: emoji.shortcodes.slice(0, 1).map((code) => `:${code}:`), take: () => this.#take(emoji),
    })), t('emoji.suggestions', { begun: begun.name }), found.length === 0 ? '' : plural('emoji.offered', found.length));
  }

  #take(emoji: Emoji): void {
    const [field, begun] = [this.field(), this.#begun];
    if (field === null || begun === null) return;
    this.put();
    this.#replace(field, begun.start, field.selectionStart, `${this.#drawn(emoji)} `);
  }

  /** Whether the word that a blank or its second colon has just ended was turned. */
  #turnWord(field: HTMLTextAreaElement): boolean {
    const { value, selectionStart: caret } = field;
    const blank = value.slice(caret - 1, caret);
    if (/\s/u.test(blank)) {
      const face = facesWanted() ? emoticonBefore(value, caret - 1) : null;
      return face !== null && this.#turn(field, face.start, caret, `${face.emoji}${blank}`);
    }
    const begun = begunName(value, caret);
    const emoji = begun?.closed && this.#set !== null ? named(this.#set, begun.name) : undefined;
    if (begun === null || emoji === undefined || this.#kept.has(value.slice(begun.start, caret))) return false;
    return this.#turn(field, begun.start, caret, this.#drawn(emoji));
  }

  #turn(field: HTMLTextAreaElement, start: number, end: number, emoji: string): boolean {
    const typed = field.value.slice(start, end);
    if (this.#kept.has(typed.trim())) return false;
    this.#replace(field, start, end, emoji);
    this.#turned = { start, typed, text: field.value, caret: field.selectionStart };
    return true;
  }

  #drawn(emoji: Emoji): string {
    noteUse(this.user(), emoji.char);
    return withTone(emoji, emojiSettings(this.user()).tone);
  }

  #replace(field: HTMLTextAreaElement, start: number, end: number, text: string): void {
    this.#replacing = true;
    try {
      replaceRange(field, start, end, text);
    } finally {
      this.#replacing = false;
    }
  }
}

const facesWanted = (): boolean => preferences().now.emoticons === 'on';
