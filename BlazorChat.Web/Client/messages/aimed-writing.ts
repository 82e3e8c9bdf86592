// What the composer's field writes into: the draft of a conversation, or another text for a message while that waits.
import { aims, type Aim } from './aims';
import { Editing, type Writer } from './editing';
import { lastOwn } from './message-tools';
import type { Conversation, SendOptions } from './types';
import { Writing } from './writing';

export class AimedWriting {
  writer: Writer | null = null;
  #draft: Writing | null = null;
  #conversation: Conversation | null = null;
  #stop: (() => void) | null = null;

  /** `asked`: somebody wants to write now. */
  constructor(private readonly changed: () => void, private readonly asked: () => void) {}

  get aim(): Aim | null {
    return this.#conversation === null ? null : aims.of(this.#conversation);
  }

  /** `early`: what was typed before the conversation was there. */
  open(conversation: Conversation | null, early: string): void {
    void this.leave();
    this.#stop?.();
    this.#stop = null;
    this.#conversation = conversation;
    this.#draft = conversation === null ? null : new Writing(conversation, early, this.changed);
    this.writer = this.#draft;
    void this.#draft?.load();
    if (conversation === null) return;
    this.#stop = aims.watch(conversation, (asked) => this.#aimed(conversation, asked));
    this.#aimed(conversation, false);
  }

  /** The page may go. */
  leave(): Promise<void> {
    return this.#draft?.leave() ?? Promise.resolve();
  }

  readonly drop = (): void => {
    if (this.#conversation !== null) aims.set(this.#conversation, null);
  };

  /** Of one's own messages the newest. False: there is none, or one is about something already. */
  editLast(): boolean {
    const row = this.#conversation === null || this.aim !== null ? null : lastOwn(this.#conversation);
    if (row !== null) aims.edit(this.#conversation!, row);
    return row !== null;
  }

  /** Rejects as `Conversation.send` does; then all is as it was before. */
  async send(options: SendOptions = {}): Promise<void> {
    const [writer, conversation, aim] = [this.writer, this.#conversation, this.aim];
    if (writer === null || conversation === null) return;
    if (aim?.is !== 'reply') return writer.send(options);
    aims.set(conversation, null, false);
    try {
      await writer.send({ ...options, reply: aim.row.hash });
    } catch (error) {
      if (aims.of(conversation) === null) aims.set(conversation, aim, false);
      throw error;
    }
  }

  #aimed(conversation: Conversation, asked: boolean): void {
    const aim = aims.of(conversation);
    if (aim?.is !== 'edit') this.writer = this.#draft;
    else if (!(this.writer instanceof Editing && this.writer.isOf(aim))) {
      void this.#draft?.save();
      this.writer = new Editing(conversation, aim);
    }
    this.changed();
    if (asked) this.asked();
  }
}
