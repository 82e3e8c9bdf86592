import type { ChatEngine, Conversation } from '../messages/types';
import './members-dialog.element';

export function openMembers(conversation: Conversation, { rooms, user }: ChatEngine, inviting: boolean): void {
  document.body.append(Object.assign(document.createElement('chat-members-dialog'), { conversation, rooms, user, inviting }));
}
