import type { Conversation, MessageRow } from './types';

/** What is being written: an answer to a message, or another text for it (`text`: as far as it has come). */
export type Aim =
  | { readonly is: 'reply'; readonly row: MessageRow }
  | { readonly is: 'edit'; readonly row: MessageRow; readonly text: string };

/** What the composer of a conversation is about, as its timeline asked. It outlasts a look at another conversation, not a reload. */
class Aims {
  private readonly aims = new WeakMap<Conversation, Aim>();
  private readonly watchers = new Map<Conversation, Set<(asked: boolean) => void>>();

  of = (conversation: Conversation): Aim | null => this.aims.get(conversation) ?? null;

  /** `asked`: by a person, who wants to write now. */
  set(conversation: Conversation, aim: Aim | null, asked = true): void {
    if (aim === null) this.aims.delete(conversation);
    else this.aims.set(conversation, aim);
    for (const watcher of [...this.watchers.get(conversation) ?? []]) watcher(asked);
  }

  reply = (conversation: Conversation, row: MessageRow): void => this.set(conversation, { is: 'reply', row });
  edit = (conversation: Conversation, row: MessageRow): void => this.set(conversation, { is: 'edit', row, text: row.text });

  watch(conversation: Conversation, changed: (asked: boolean) => void): () => void {
    const watchers = this.watchers.get(conversation) ?? new Set();
    this.watchers.set(conversation, watchers.add(changed));
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0) this.watchers.delete(conversation);
    };
  }
}

export const aims = new Aims();
