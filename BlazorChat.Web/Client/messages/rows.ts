import type { RoomChain } from '../chains/room-chain';
import type { Judged } from './judging';
import type { Refusal } from './opening';
import type { Unsent } from './outbox';
import type { MessageRow, NoticeRow, NoticeRowCode, Params, Row } from './types';

export interface RowContext {
  readonly own: string;
  readonly chain: RoomChain | null;
  /** As certified. */
  nameOf(user: string): string;
  /** What they call themselves, if anything else. */
  chosenOf(user: string): string | null;
}

interface Made {
  readonly names: string;
  readonly light: string;
  readonly rows: readonly Row[];
}

/** What the timeline shows, in order. A row that did not change stays the same object. */
export class Rows {
  /** By the object a row was made of. */
  private readonly made = new WeakMap<object, Made>();

  build(context: RowContext, judged: readonly Judged[], unsent: readonly Unsent[]): readonly Row[] {
    const rows: Row[] = [];
    const sent = new Set<string>();
    for (const item of judged) {
      if (item.kind === 'message') sent.add(item.opened.message.id);
      for (const row of this.rowsOf(context, item)) rows.push(row);
    }
    const own = namesOf(context, context.own);
    for (const item of unsent)
      if (!sent.has(item.id)) for (const row of this.keep(item, own, '', () => [unsentRow(context, item)])) rows.push(row);
    return rows;
  }

  private rowsOf(context: RowContext, item: Judged): readonly Row[] {
    switch (item.kind) {
      case 'room': {
        const row = roomRow(context, item.entry.n, item.entry);
        return this.keep(item.entry, '', JSON.stringify(row), () => [row]);
      }
      case 'refused':
        return this.keep(item.entry, context.nameOf(item.entry.user), item.code, () => [refusedRow(context, item.entry, item.code)]);
      case 'message': {
        const { missing, marks, opened } = item;
        const light = missing === 0 && marks.length === 0 ? '' : JSON.stringify([missing, marks]);
        return this.keep(opened, namesOf(context, opened.author.user), light, () =>
          (missing > 0 ? [gapRow(context, item), messageRow(context, item)] : [messageRow(context, item)]));
      }
    }
  }

  /** `light`: what else the rows depend on. */
  private keep(of: object, names: string, light: string, make: () => Row[]): readonly Row[] {
    const before = this.made.get(of);
    if (before !== undefined && before.names === names && before.light === light) return before.rows;
    const rows = make();
    this.made.set(of, { names, light, rows });
    return rows;
  }
}

/** Whose names will be needed. */
export function* usersIn(judged: readonly Judged[], chain: RoomChain | null): Generator<string> {
  for (const { kind, entry } of judged) {
    if (kind !== 'room') yield entry.user;
    else {
      const applied = chain?.applied[entry.n];
      if (applied === undefined) continue;
      yield applied.signer.user;
      if (applied.entry.op !== 'create') yield applied.entry.user;
    }
  }
}

/** Both, to tell whether either changed. */
const namesOf = (context: RowContext, user: string): string => `${context.nameOf(user)}\n${context.chosenOf(user) ?? ''}`;

type Message = Extract<Judged, { kind: 'message' }>;
type Place = { readonly seq: number; readonly at: number };

function notice(id: string, { seq, at }: Place, code: NoticeRowCode, params: Params): NoticeRow {
  return { kind: 'notice', id, seq, at, code, params };
}

function messageRow(context: RowContext, { entry, opened, marks }: Message): Row {
  const { body, id } = opened.message;
  const { user } = opened.author;
  if (body.t !== 'text' || !('text' in body))
    return notice(`body ${entry.seq}`, entry, 'update-needed', { user, userName: context.nameOf(user) });
  const author = { user, name: context.nameOf(user), chosen: context.chosenOf(user), own: user === context.own };
  return { kind: 'message', id, seq: entry.seq, at: entry.at, author, text: body.text, state: 'sent', marks };
}

function unsentRow(context: RowContext, { id, at, text, failed }: Unsent): MessageRow {
  const author = { user: context.own, name: context.nameOf(context.own), chosen: context.chosenOf(context.own), own: true };
  const row = { kind: 'message', id, seq: null, at, author, text, marks: [] } as const;
  return failed === null ? { ...row, state: 'sending' } : { ...row, state: 'failed', error: failed };
}

function gapRow(context: RowContext, { entry, opened, missing }: Message): NoticeRow {
  const { user } = opened.author;
  return notice(`gap ${entry.seq}`, entry, 'gap', { user, userName: context.nameOf(user), count: missing });
}

function refusedRow(context: RowContext, entry: Extract<Judged, { kind: 'refused' }>['entry'], code: Refusal): NoticeRow {
  const params = { check: code, user: entry.user, userName: context.nameOf(entry.user) };
  return notice(`refused ${entry.seq}`, entry, noticeOf(code), params);
}

function noticeOf(code: Refusal): NoticeRowCode {
  if (code === 'session-not-granted') return 'not-for-this-device';
  return code === 'update-needed' ? 'update-needed' : 'unreadable';
}

/** From the verified chain, never from what the log says. */
function roomRow({ chain, nameOf }: RowContext, n: number, place: Place): NoticeRow {
  const applied = chain?.applied[n];
  const id = `room ${place.seq}`;
  if (applied === undefined || applied.seq !== place.seq) return notice(id, place, 'unreadable', { check: 'room', user: '', userName: '' });
  const { entry, signer } = applied;
  const actor = { actor: signer.user, actorName: nameOf(signer.user) };
  if (entry.op === 'create') return notice(id, place, 'room-create', actor);
  const params = { ...actor, user: entry.user, userName: nameOf(entry.user) };
  if (entry.op === 'role') return notice(id, place, 'room-role', { ...params, role: entry.role });
  const anew = entry.op === 'add' && chain!.memberAt(entry.user, n - 1) !== null;
  return notice(id, place, anew ? 'room-new-base' : `room-${entry.op}`, params);
}
