import type { RoomChain } from '../chains/room-chain';
import { isKnownBody, type Outgoing } from '../crypto/payloads';
import type { RemovedEntry } from '../api';
import { targetOf, type Judged, type JudgedMessage } from './judging';
import type { NoticeRowCode } from './types';

// What messages say of other messages: edits and deletions, and what the server keeps of what was deleted.

/** What was said under a hash, as far as it counts for who may change it. */
export interface Said {
  readonly seq: number;
  readonly user: string;
  readonly base: string;
  /** Not itself a change of another. */
  readonly plain: boolean;
}

/** An edit or a deletion that counts. */
export interface Change {
  readonly by: JudgedMessage;
  readonly body: Extract<Outgoing, { t: 'edit' | 'delete' }>;
}

/** `deleted`: by this, and it is the message `hash`. `part`: an edit that was deleted with its message. `withheld`: nothing shows that it was deleted. */
export type Remains =
  | { readonly is: 'deleted'; readonly hash: string; readonly by: Change }
  | { readonly is: 'part' }
  | { readonly is: 'withheld' };

export type WrongChange = Extract<NoticeRowCode, `change-${string}`>;

/** What became of the messages of a stretch. */
export class Changes {
  /** By the hash of the message: the edit that counts, and the deletion. */
  readonly edits = new Map<string, Change>();
  readonly deletions = new Map<string, Change>();
  /** By place. */
  readonly wrong = new Map<number, WrongChange>();
  readonly remains = new Map<number, Remains>();
  /** How many edits were deleted with a message, by the deletion's place. */
  readonly parts = new Map<number, number>();
}

export const isDeleted = ({ deletions, remains }: Changes, hash: string): boolean =>
  deletions.has(hash) || [...remains.values()].some(what => what.is === 'deleted' && what.hash === hash);

export interface Walked {
  readonly chain: RoomChain | null;
  /** The stretch, in order. */
  readonly judged: readonly Judged[];
  /** About messages in it, but behind it. */
  readonly related: readonly JudgedMessage[];
  /** Nothing before the stretch is unknown: what a change names must be there. */
  readonly whole: boolean;
}

export const changeOf = (by: JudgedMessage): Change | null => {
  const { body } = by.opened.message;
  return isKnownBody(body) && (body.t === 'edit' || body.t === 'delete') ? { by, body } : null;
};

/** In one walk, whatever there is. `said`: of messages before the stretch; those of the stretch are added to it. */
export function fold({ chain, judged, related, whole }: Walked, said = new Map<string, Said>()): Changes {
  const changes = new Changes();
  const found: Change[] = [];
  /** By device and number: the hash that its next message gives it. */
  const named = new Map<string, string>();
  const removed: RemovedEntry[] = [];
  for (const item of judged) {
    if (item.kind === 'removed') removed.push(item.entry);
    if (item.kind !== 'message') continue;
    const { entry: { seq, device }, opened: { hash, author: { user, base }, message: { n, prev } } } = item;
    const change = changeOf(item);
    said.set(hash, { seq, user, base, plain: change === null });
    if (prev !== null) named.set(`${device} ${n - 1}`, prev);
    if (change !== null) found.push(change);
  }
  found.push(...related.map(changeOf).filter(change => change !== null));
  if (found.length === 0 && removed.length === 0) return changes;

  const remaining = new Remaining(chain, found, named, said);
  // Those whose hash is known take what is theirs first, and edits come after their messages.
  for (const entry of removed.toSorted((a, b) => remaining.rank(a) - remaining.rank(b))) {
    const what = remaining.of(entry);
    changes.remains.set(entry.seq, what);
    if (what.is === 'deleted') said.set(what.hash, saidOf(entry, what.by.by));
    if (what.is === 'part') changes.parts.set(entry.removedBy, (changes.parts.get(entry.removedBy) ?? 0) + 1);
  }
  // Highest place last: it wins.
  for (const change of found) apply(changes, change, chain, said, whole);
  return changes;
}

/** Its base is nobody's to say any more, but where its author deleted it. */
function saidOf({ seq, user }: RemovedEntry, { opened: { author } }: JudgedMessage): Said {
  return { seq, user, base: author.user === user ? author.base : '', plain: true };
}

function apply(changes: Changes, change: Change, chain: RoomChain | null, said: ReadonlyMap<string, Said>, whole: boolean): void {
  const { by, body } = change;
  const target = said.get(body.target);
  const [own, seq] = [target !== undefined && isSame(by, target), by.entry.seq];
  if (target === undefined) {
    if (whole) changes.wrong.set(seq, 'change-unknown');
  } else if (!target.plain) {
    changes.wrong.set(seq, 'change-of-change');
  } else if (body.t === 'edit') {
    if (!own) changes.wrong.set(seq, 'change-foreign');
    else if (!changes.deletions.has(body.target)) changes.edits.set(body.target, change);
  } else if (!own && !isAdmin(chain, by)) {
    changes.wrong.set(seq, 'change-foreign-delete');
  } else if (!changes.deletions.has(body.target)) {
    changes.deletions.set(body.target, change);
  }
}

/** Whether what the server does not give was deleted by those who may. */
class Remaining {
  private readonly deletions = new Map<number, Change>();

  constructor(
    private readonly chain: RoomChain | null, changes: readonly Change[],
    private readonly named: ReadonlyMap<string, string>, private readonly said: ReadonlyMap<string, Said>,
  ) {
    for (const change of changes) if (targetOf(change.by.opened) !== null) this.deletions.set(change.by.entry.seq, change);
  }

  rank = ({ about, device, n }: RemovedEntry): number => (about !== undefined ? 2 : this.named.has(`${device} ${n}`) ? 0 : 1);

  of(entry: RemovedEntry): Remains {
    const by = this.deletions.get(entry.removedBy);
    if (by === undefined || by.by.entry.seq <= entry.seq) return { is: 'withheld' };
    return entry.about === undefined ? this.message(entry, by) : this.part(entry, entry.about, by);
  }

  /** Who wrote it only the server says: it is not there to look at. */
  private message(entry: RemovedEntry, by: Change): Remains {
    const { target } = by.body;
    const name = this.named.get(`${entry.device} ${entry.n}`) ?? target;
    if (name !== target || this.said.has(target) || !this.mayBeBy(entry.user, by)) return { is: 'withheld' };
    return { is: 'deleted', hash: target, by };
  }

  /** That it was an edit of that message only the server says; it is told how many such there were. */
  private part(entry: RemovedEntry, about: number, by: Change): Remains {
    const target = this.said.get(by.body.target);
    const fits = target === undefined ? this.mayBeBy(entry.user, by) : target.plain && target.seq === about && target.user === entry.user;
    return fits && about < entry.seq ? { is: 'part' } : { is: 'withheld' };
  }

  private mayBeBy = (user: string, { by }: Change): boolean => by.opened.author.user === user || isAdmin(this.chain, by);
}

const isSame = ({ opened: { author } }: JudgedMessage, { user, base }: Said): boolean => author.user === user && author.base === base;

/** As its sender saw the room, and at this place of the log. Both of a dm are its admins: there each answers for their own words alone. */
export function isAdmin(chain: RoomChain | null, { entry, opened: { author, room } }: JudgedMessage): boolean {
  return chain !== null && chain.n >= 0 && chain.kind !== 'dm' && [room, chain.newestBefore(entry.seq)].every(n => {
    const stay = chain.memberAt(author.user, n);
    return stay?.role === 'admin' && stay.base === author.base;
  });
}
