import { isRemoved, type Entry, type MessageEntry, type RemovedEntry } from '../api';
import { isKnownBody } from '../crypto/payloads';
import type { Opened, Refusal, Verified } from './opening';
import type { Mark } from './types';

/** A place in the log, with everything known: what is shown of it and in what light. */
export type Judged =
  | { readonly kind: 'room'; readonly entry: Extract<Entry, { kind: 'room' }> }
  | { readonly kind: 'refused'; readonly entry: MessageEntry | RemovedEntry; readonly code: Refusal }
  /** What the server says was deleted: whether it was is for `changes.ts` to say. */
  | { readonly kind: 'removed'; readonly entry: RemovedEntry }
  | JudgedMessage;

export interface JudgedMessage {
  readonly kind: 'message';
  readonly entry: MessageEntry;
  readonly opened: Verified;
  readonly missing: number;
  readonly marks: readonly Mark[];
}

/** What a device has said before under the same number. `differs`: it was something else. `first`: the hash of what stands. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly entry: MessageEntry;
  readonly first: string | null;
  readonly differs: boolean;
}

interface Sender {
  /** Null: what it sent before lies outside the stretch. */
  n: number | null;
  hash: string | null;
  room: number;
  /** Numbers of messages since that could not be opened: they fill a gap. */
  readonly unopened: Set<number>;
  readonly byNumber: Map<number, string>;
}

/**
 * The last checks, between neighbours: the sender's view of the room does not go back, its numbers and hashes follow
 * each other. Entry by entry, so that a log of any length can be walked. `complete`: the stretch begins with the
 * conversation, so what a message answers to must be in it.
 */
export class Judge {
  private readonly senders = new Map<string, Sender>();
  private readonly known = new Set<string>();
  /** Removed, and not known by which hash others name it. */
  private readonly unnamed = new Set<string>();
  private allOpened: boolean;

  constructor(private readonly complete: boolean) {
    this.allOpened = complete;
  }

  message(entry: MessageEntry, opened: Opened): Judged | Repeat {
    const sender = senderOf(this.senders, entry.device, this.complete);
    const result = opened.ok ? continues(sender, opened) : opened.code;
    if (result === 'repeat' && opened.ok) {
      const first = sender.byNumber.get(entry.n) ?? null;
      return { kind: 'repeat', entry, first, differs: first !== null && first !== opened.hash };
    }
    if (typeof result === 'string') {
      this.closed(entry);
      return { kind: 'refused', entry, code: result };
    }
    const verified = opened as Verified;
    const { message: { seen, n, prev }, hash, marks } = verified;
    if (this.unnamed.delete(`${entry.device} ${n - 1}`) && prev !== null) this.known.add(prev);
    const answersToNothing = this.allOpened && this.unnamed.size === 0 && seen !== null && !this.known.has(seen);
    if (this.allOpened) this.known.add(hash);
    return {
      kind: 'message', entry, opened: verified, missing: result,
      marks: answersToNothing ? [...marks, { code: 'seen-missing', params: {} }] : marks,
    };
  }

  /** There is no way yet, or none at all, to know what it said. Its number is known: it is no gap. */
  closed(entry: MessageEntry): void {
    senderOf(this.senders, entry.device, this.complete).unopened.add(entry.n);
    this.allOpened = false;
  }

  /** Its number is known and what it said is not, so it is no gap. `hash`: as a deletion names it; null: none does. */
  removed(entry: RemovedEntry, hash: string | null): Judged {
    const sender = senderOf(this.senders, entry.device, this.complete);
    if ((sender.n !== null && entry.n <= sender.n) || sender.unopened.has(entry.n)) return { kind: 'refused', entry, code: 'repeat' };
    sender.unopened.add(entry.n);
    if (hash === null) this.unnamed.add(`${entry.device} ${entry.n}`);
    else this.known.add(hash);
    return { kind: 'removed', entry };
  }
}

/** Which message this place is said to have deleted, if it did. */
export function targetOf(opened: Opened | undefined): string | null {
  if (opened?.ok !== true) return null;
  const { body } = opened.message;
  return isKnownBody(body) && body.t === 'delete' ? body.target : null;
}

/** Judges a stretch that is held as a whole. What has not been opened yet is left out. */
export function judge(entries: readonly Entry[], openedOf: (seq: number) => Opened | undefined, complete: boolean): Judged[] {
  const walk = new Judge(complete);
  const judged: Judged[] = [];
  for (const entry of entries) {
    if (entry.kind === 'room') {
      judged.push({ kind: 'room', entry });
      continue;
    }
    if (isRemoved(entry)) {
      judged.push(walk.removed(entry, entry.about === undefined ? targetOf(openedOf(entry.removedBy)) : null));
      continue;
    }
    const opened = openedOf(entry.seq);
    if (opened === undefined) {
      walk.closed(entry);
      continue;
    }
    const item = walk.message(entry, opened);
    if (item.kind !== 'repeat') judged.push(item);
    else if (item.differs) warnOfRepeat(item, judged);
  }
  return judged;
}

/** From the beginning on, every device begins with message 1 and no predecessor. */
function senderOf(senders: Map<string, Sender>, device: string, complete: boolean): Sender {
  let sender = senders.get(device);
  if (sender === undefined) {
    sender = { n: complete ? 0 : null, hash: null, room: -1, unopened: new Set(), byNumber: new Map() };
    senders.set(device, sender);
  }
  return sender;
}

/** How many of this device's messages are missing before this one, or why it is not taken. */
function continues(sender: Sender, { message: { n, prev }, hash, room }: Verified): number | Refusal {
  let missing = 0;
  if (sender.n !== null) {
    if (room < sender.room) return 'room-older';
    if (n <= sender.n) return 'repeat';
    if (n === sender.n + 1 && prev !== sender.hash) return 'prev';
    const unopened = [...sender.unopened].filter(number => number > sender.n! && number < n).length;
    missing = n - sender.n - 1 - unopened;
  }
  sender.byNumber.set(n, hash);
  sender.unopened.clear();
  Object.assign(sender, { n, hash, room });
  return missing;
}

/** A repeat is dropped; where it says something else under the same number, the one that is shown warns of it. */
function warnOfRepeat({ first }: Repeat, judged: Judged[]): void {
  const index = judged.findIndex(item => item.kind === 'message' && item.opened.hash === first);
  const shown = judged[index];
  if (shown?.kind === 'message' && !shown.marks.some(mark => mark.code === 'repeat-differs'))
    judged[index] = { ...shown, marks: [...shown.marks, { code: 'repeat-differs', params: {} }] };
}
