import type { Outgoing, TextBody } from '../crypto/payloads';
import type { Change, Changes } from './changes';
import type { JudgedMessage } from './judging';
import type { Unsent } from './outbox';
import type { RowContext } from './rows';
import type { RemovedEntry } from '../api';
import type { Deleted, Mark, MessageRow } from './types';

/** One's own edit or deletion on its way: the newest of a message. */
export type Pending = Unsent & { readonly body: Exclude<Outgoing, TextBody> };

/** What became of a message: its row is made anew where this differs. */
export interface Fate {
  readonly edit: Change | null;
  readonly deletion: Change | null;
  readonly parts: number;
  readonly pending: Pending | null;
}

export const fateOf = (hash: string, changes: Changes, pending: ReadonlyMap<string, Pending>): Fate => {
  const deletion = changes.deletions.get(hash) ?? null;
  return {
    edit: changes.edits.get(hash) ?? null, deletion, parts: deletion === null ? 0 : changes.parts.get(deletion.by.entry.seq) ?? 0,
    pending: pending.get(hash) ?? null,
  };
};

/** A few characters that are others when the row is another. */
export function lightOf({ edit, deletion, parts, pending }: Fate, { nameOf }: RowContext): string {
  if (edit === null && deletion === null && pending === null) return '';
  const by = deletion?.by.opened.author.user;
  return JSON.stringify([
    edit?.by.opened.hash, edit?.by.marks, deletion?.by.opened.hash, deletion?.by.marks, by === undefined ? '' : nameOf(by), parts,
    pending?.id, pending?.failed,
  ]);
}

export function messageRow(context: RowContext, { entry, opened, marks }: JudgedMessage, body: TextBody, fate: Fate): MessageRow {
  const { hash, author, message: { id } } = opened;
  const row = { kind: 'message', id, hash, seq: entry.seq, at: entry.at, author: authorOf(context, author.user) } as const;
  const { edit, deletion, pending } = fate;
  if (deletion !== null)
    return { ...row, ...noText, state: 'sent', marks: joined(marks, deletion.by.marks), deleted: deletedOf(context, deletion, author.user, fate.parts) };
  const { text, reply, mentions } = body;
  const said = { text: edit?.body.t === 'edit' ? edit.body.text : text, reply, mentions };
  const shown: MessageRow = {
    ...row, ...said, state: 'sent', marks: joined(marks, edit?.by.marks ?? []), ...(edit === null ? {} : { edited: edit.by.entry.at }),
  };
  return pending === null ? shown : withPending(context, shown, pending);
}

/** Of a message that is not there to look at. Who wrote it the server says. */
export function removedRow(context: RowContext, { seq, at, user }: RemovedEntry, hash: string, by: Change, parts: number): MessageRow {
  return {
    kind: 'message', id: `removed ${seq}`, hash, seq, at, author: authorOf(context, user), ...noText, state: 'sent', marks: by.by.marks,
    deleted: deletedOf(context, by, user, parts),
  };
}

export function unsentRow(context: RowContext, { id, at, failed }: Unsent, { text, reply, mentions }: TextBody): MessageRow {
  const row = { kind: 'message', id, hash: null, seq: null, at, author: authorOf(context, context.own), text, reply, mentions, marks: [] } as const;
  return failed === null ? { ...row, state: 'sending' } : { ...row, state: 'failed', error: failed };
}

const noText = { text: '', reply: null, mentions: [] } as const;

const authorOf = ({ own, nameOf, chosenOf }: RowContext, user: string) => ({ user, name: nameOf(user), chosen: chosenOf(user), own: user === own });

function deletedOf({ nameOf }: RowContext, { by: { entry, opened } }: Change, author: string, edits: number): Deleted {
  const { user } = opened.author;
  return { user, name: nameOf(user), byAuthor: user === author, at: entry.at, edits };
}

/** At once as it will be; what failed is shown as it would have been too, but for a deletion: the message is still there. */
function withPending(context: RowContext, row: MessageRow, { id, at, body, failed }: Pending): MessageRow {
  const pending = { id, what: body.t };
  const state = failed === null ? { state: 'sending' } as const : { state: 'failed', error: failed } as const;
  if (body.t === 'edit') return { ...row, ...state, pending, text: body.text, edited: at };
  if (failed !== null) return { ...row, ...state, pending };
  const byAuthor = row.author.own;
  return { ...row, ...noText, ...state, pending, deleted: { user: context.own, name: context.nameOf(context.own), byAuthor, at, edits: 0 } };
}

/** Of a message and of what changed it, each once. */
const joined = (marks: readonly Mark[], more: readonly Mark[]): readonly Mark[] =>
  (more.length === 0 ? marks : [...marks, ...more.filter(({ code }) => marks.every(mark => mark.code !== code))]);
