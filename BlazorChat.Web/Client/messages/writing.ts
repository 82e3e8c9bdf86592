// What is being written, never lost: it is a draft until it is durably in the outbox, and comes back when it cannot be taken.
import { markDraft } from '../people/draft-marks';
import type { Conversation, SendOptions } from './types';

const saveAfter = 300; // milliseconds without a key

export class Writing {
  /** Taken from the field, not yet in the outbox. */
  readonly #leaving: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saved = '';
  #typed = false;
  #saving: Promise<void> = Promise.resolve();

  /** `text`: what was typed before the conversation was there. */
  constructor(readonly conversation: Conversation, public text: string, private readonly changed: () => void) {}

  /** What waited here. Typing may already have begun. */
  async load(): Promise<void> {
    const draft = await this.conversation.loadDraft().catch(() => '');
    this.#saved = draft;
    if (draft === '' || draft === this.text) return;
    this.text = joined(draft, this.text);
    this.changed();
  }

  write(text: string): void {
    this.text = text;
    this.#typed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), saveAfter);
  }

  /** Rejects as `Conversation.send` does; the text is then in the field again, before what was written since. */
  async send(options?: SendOptions): Promise<void> {
    const text = this.text;
    this.#leaving.push(text);
    this.text = '';
    this.changed();
    try {
      await this.conversation.send(text, options);
    } catch (error) {
      this.text = joined(text, this.text);
      this.changed();
      throw error;
    } finally {
      this.#leaving.splice(this.#leaving.indexOf(text), 1);
      await this.save();
    }
  }

  /** The last save from here. Another window may have sent, and forgotten, a draft of the same conversation: what was typed in this one is not to go with it. */
  async leave(): Promise<void> {
    await this.save();
    const { text } = this;
    if (this.#typed && text !== '' && await this.conversation.loadDraft().catch(() => text) === '') await this.conversation.saveDraft(text).catch(() => {});
  }

  /** Saves now what has changed since the last time. One save at a time, in order. */
  save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const draft = [...this.#leaving, this.text].filter((text) => text !== '').join('\n');
    if (draft === this.#saved) return this.#saving;
    this.#saved = draft;
    markDraft(this.conversation, draft.trim() !== '');
    this.#saving = this.#saving.then(() => this.conversation.saveDraft(draft)).catch(() => {
      this.#saved = ''; // The next key tries again.
    });
    return this.#saving;
  }
}

function joined(first: string, second: string): string {
  return second === '' ? first : `${first}\n${second}`;
}
