// Another text for a message that was sent. The draft of the conversation waits beside it, untouched.
import { aims, type Aim } from './aims';
import type { Conversation, SendOptions } from './types';

/** What the composer's field writes into. */
export interface Writer {
  readonly text: string;
  write(text: string): void;
  /** Rejects as `Conversation.send` does; the text is then in the field again. */
  send(options?: SendOptions): Promise<void>;
}

export class Editing implements Writer {
  constructor(private readonly conversation: Conversation, private aim: Extract<Aim, { is: 'edit' }>) {}

  get text(): string { return this.aim.text; }

  isOf = ({ row, text }: Extract<Aim, { is: 'edit' }>): boolean => row.id === this.aim.row.id && text === this.aim.text;

  write(text: string): void {
    this.aim = { ...this.aim, text };
    aims.set(this.conversation, this.aim, false);
  }

  /** Over at once, and here again when it cannot be taken. */
  async send(): Promise<void> {
    const { aim } = this;
    aims.set(this.conversation, null, false);
    if (aim.text === aim.row.text || aim.row.hash === null) return;
    try {
      await this.conversation.edit(aim.row.hash, aim.text);
    } catch (error) {
      if (aims.of(this.conversation) === null) aims.set(this.conversation, aim, false);
      throw error;
    }
  }
}
