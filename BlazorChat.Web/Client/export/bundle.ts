// Loaded when somebody wants to save a log: the dialog and everything that writes files.
import './log-dialog.element';
import type { Conversation } from '../messages/types';

/** Asks what to save and saves it. The dialog goes by itself. */
export function askWhatToSave(conversation: Conversation, reader: string): void {
  const dialog = document.createElement('chat-log-dialog');
  Object.assign(dialog, { conversation, reader });
  // Not inside the menu that called it: what is folded away does not show its dialogs either.
  document.body.append(dialog);
}
