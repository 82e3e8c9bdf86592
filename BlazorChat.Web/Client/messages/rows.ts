import type { RoomChain } from '../chains/room-chain';
import type { RemovedEntry } from '../api';
import { isKnownBody } from '../crypto/payloads';
import { changeOf, type Changes } from './changes';
import type { Judged, JudgedMessage } from './judging';
import { fateOf, lightOf, messageRow, removedRow, unsentRow, type Fate, type Pending } from './message-row';
import type { Refusal } from './opening';
import type { Unsent } from './outbox';
import type { NoticeRow, NoticeRowCode, Params, Row } from './types';

export interface RowContext {
  readonly own: string;
  readonly chain: RoomChain | null;
  /** As certified. */
  nameOf(user: string): string;
  /** What they call themselves, if anything else. */
  chosenOf(user: string): string | null;
}

interface Shown extends RowContext {
  readonly changes: Changes;
  readonly pending: ReadonlyMap<string, Pending>;
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

  build(context: RowContext, judged: readonly Judged[], changes: Changes, unsent: readonly Unsent[]): readonly Row[] {
    const rows: Row[] = [];
    const sent = new Set<string>();
    for (const item of judged) if (item.kind === 'message') sent.add(item.opened.message.id);
    const waiting = unsent.filter(({ id }) => !sent.has(id));
    const shown = { ...context, changes, pending: pendingOf(waiting) };
    for (const item of judged) for (const row of this.rowsOf(shown, item)) rows.push(row);
    const own = namesOf(context, context.own);
    for (const item of waiting) {
      const { body } = item;
      if (body.t === 'text') rows.push(...this.keep(item, own, '', () => [unsentRow(context, item, body)]));
    }
    return rows;
  }

  private rowsOf(context: Shown, item: Judged): readonly Row[] {
    switch (item.kind) {
      case 'room': {
        const row = roomRow(context, item.entry.n, item.entry);
        return this.keep(item.entry, '', JSON.stringify(row), () => [row]);
      }
      case 'refused':
        return this.keep(item.entry, context.nameOf(item.entry.user), noticeOf(context, item.entry, item.code), () => [refusedRow(context, item.entry, item.code)]);
      case 'removed':
        return this.removed(context, item.entry);
      case 'message': {
        const { missing, marks, opened } = item;
        const fate = fateOf(opened.hash, context.changes, context.pending);
        const wrong = context.changes.wrong.get(item.entry.seq);
        const light = missing === 0 && marks.length === 0 && wrong === undefined ? '' : JSON.stringify([missing, marks, wrong]);
        return this.keep(opened, namesOf(context, opened.author.user), light + lightOf(fate, context), () =>
          [...missing > 0 ? [gapRow(context, item)] : [], ...contentRows(context, item, fate)]);
      }
    }
  }

  private removed(context: Shown, entry: RemovedEntry): readonly Row[] {
    const remains = context.changes.remains.get(entry.seq) ?? { is: 'withheld' };
    if (remains.is === 'part') return [];
    const names = namesOf(context, entry.user);
    if (remains.is === 'withheld') return this.keep(entry, names, '', () => [userNotice(context, 'withheld', entry, entry.user)]);
    const { hash, by } = remains;
    const parts = context.changes.parts.get(entry.removedBy) ?? 0;
    return this.keep(entry, names, lightOf({ edit: null, deletion: by, parts, pending: null }, context), () => [removedRow(context, entry, hash, by, parts)]);
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

type Place = { readonly seq: number; readonly at: number };

function notice(id: string, { seq, at }: Place, code: NoticeRowCode, params: Params): NoticeRow {
  return { kind: 'notice', id, seq, at, code, params };
}

const userNotice = (context: RowContext, code: NoticeRowCode, place: Place, user: string): NoticeRow =>
  notice(`${code} ${place.seq}`, place, code, { user, userName: context.nameOf(user) });

/** What changes another message has no row of its own, unless it may not. */
function contentRows(context: Shown, item: JudgedMessage, fate: Fate): Row[] {
  const { entry, opened } = item;
  const { body } = opened.message;
  if (isKnownBody(body) && body.t === 'text') return [messageRow(context, item, body, fate)];
  const wrong = context.changes.wrong.get(entry.seq);
  if (wrong !== undefined) return [userNotice(context, wrong, entry, opened.author.user)];
  return changeOf(item) !== null ? [] : [notice(`body ${entry.seq}`, entry, 'update-needed', { user: opened.author.user, userName: context.nameOf(opened.author.user) })];
}

/** The newest wins, as it will in the log. */
function pendingOf(waiting: readonly Unsent[]): ReadonlyMap<string, Pending> {
  const pending = new Map<string, Pending>();
  for (const item of waiting) if (item.body.t !== 'text') pending.set(item.body.target, item as Pending);
  return pending;
}

function gapRow(context: RowContext, { entry, opened, missing }: JudgedMessage): NoticeRow {
  const { user } = opened.author;
  return notice(`gap ${entry.seq}`, entry, 'gap', { user, userName: context.nameOf(user), count: missing });
}

function refusedRow(context: RowContext, entry: Extract<Judged, { kind: 'refused' }>['entry'], code: Refusal): NoticeRow {
  const params = { check: code, user: entry.user, userName: context.nameOf(entry.user) };
  return notice(`refused ${entry.seq}`, entry, noticeOf(context, entry, code), params);
}

function noticeOf(context: RowContext, place: Place, code: Refusal): NoticeRowCode {
  if (code === 'session-not-granted') return whyClosed(context, place);
  return code === 'update-needed' ? 'update-needed' : 'unreadable';
}

/** In a room it may never have been for us, or a member who is there hands us the key. */
function whyClosed({ chain, own }: RowContext, { seq }: Place): NoticeRowCode {
  if (chain === null || chain.n === -1 || chain.kind === 'dm') return 'not-for-this-device';
  if (chain.sharesHistory) return 'key-wanted';
  return chain.memberAt(own, chain.newestBefore(seq)) === null ? 'before-you' : 'not-for-this-device';
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
  const joined = entry.op === 'add' && entry.user === signer.user;
  return notice(id, place, anew ? 'room-new-base' : joined ? 'room-join' : `room-${entry.op}`, params);
}
