import type { Conversation, Notice } from './types';

/** Does what the button of a notice offers: by what this notice showed, not what may have come since. False: it has moved on. */
export async function actOn(conversation: Conversation, { action, params: { user }, head }: Notice): Promise<boolean> {
  if (action === 'succeed' || action === 'rejoin') {
    await conversation[action]();
    return true;
  }
  return typeof user === 'string' && head !== undefined && conversation.accept(user, head);
}
