import type { ConversationSummary } from './wire';

export interface ConversationPage {
  readonly conversations: readonly ConversationSummary[];
  readonly more: boolean;
}

/** Those whose last entry is before this (Unix milliseconds), newest first. */
type Ask = (before: number | undefined) => Promise<ConversationPage>;

/**
 * All conversations, newest first. While pages are asked for, one on a later page may come to the front with a new entry and be on none:
 * what is newer than the walk's beginning is walked once more, until that is one page, which cannot change while it is read.
 */
export async function allConversations(ask: Ask): Promise<ConversationSummary[]> {
  const all = new Map<string, ConversationSummary>();
  let known = -Infinity;
  for (;;) {
    const first = await ask(undefined);
    let page = first;
    for (;;) {
      for (const summary of page.conversations) all.set(summary.conv, summary);
      const before = page.conversations.at(-1)?.lastAt;
      if (!page.more || before === undefined || before <= known) break;
      page = await ask(before);
    }
    if (page === first) return [...all.values()].sort((a, b) => b.lastAt - a.lastAt);
    known = first.conversations[0]!.lastAt;
  }
}
