import type { Entry, MessageEntry } from '../api';
import type { Opened, Refusal, Verified } from './opening';
import type { Mark } from './types';

/** A place in the log, with everything known: what is shown of it and in what light. */
export type Judged =
  | { readonly kind: 'room'; readonly entry: Extract<Entry, { kind: 'room' }> }
  | { readonly kind: 'refused'; readonly entry: MessageEntry; readonly code: Refusal }
  | { readonly kind: 'message'; readonly entry: MessageEntry; readonly opened: Verified; readonly missing: number; readonly marks: readonly Mark[] };

interface Sender {
  /** Null: what it sent before lies outside the stretch. */
  n: number | null;
  hash: string | null;
  room: number;
  /** Numbers of messages since that could not be opened: they fill a gap. */
  readonly unopened: Set<number>;
  readonly byNumber: Map<number, { readonly hash: string; readonly index: number }>;
}

/**
 * The last checks, between neighbours: the sender's view of the room does not go back, its numbers and hashes follow
 * each other. `complete`: the stretch begins with the conversation, so what it answers to must be in it.
 */
export function judge(entries: readonly Entry[], openedOf: (seq: number) => Opened | undefined, complete: boolean): Judged[] {
  const senders = new Map<string, Sender>();
  const known = new Set<string>();
  const judged: Judged[] = [];
  let allOpened = complete;
  for (const entry of entries) {
    if (entry.kind === 'room') {
      judged.push({ kind: 'room', entry });
      continue;
    }
    const opened = openedOf(entry.seq);
    if (opened === undefined) continue;
    const sender = senderOf(senders, entry.device, complete);
    const result = opened.ok ? continues(sender, opened, judged) : opened.code;
    if (typeof result === 'string') {
      if (result === 'repeat' && opened.ok) {
        warnOfRepeat(sender, opened, judged);
        continue;
      }
      sender.unopened.add(entry.n);
      allOpened = false;
      judged.push({ kind: 'refused', entry, code: result });
      continue;
    }
    const { message, hash, marks } = opened as Verified;
    const answersToNothing = allOpened && message.seen !== null && !known.has(message.seen);
    known.add(hash);
    judged.push({
      kind: 'message', entry, opened: opened as Verified, missing: result,
      marks: answersToNothing ? [...marks, { code: 'seen-missing', params: {} }] : marks,
    });
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
function continues(sender: Sender, { message: { n, prev }, hash, room }: Verified, judged: readonly Judged[]): number | Refusal {
  let missing = 0;
  if (sender.n !== null) {
    if (room < sender.room) return 'room-older';
    if (n <= sender.n) return 'repeat';
    if (n === sender.n + 1 && prev !== sender.hash) return 'prev';
    const unopened = [...sender.unopened].filter(number => number > sender.n! && number < n).length;
    missing = n - sender.n - 1 - unopened;
  }
  sender.byNumber.set(n, { hash, index: judged.length });
  sender.unopened.clear();
  Object.assign(sender, { n, hash, room });
  return missing;
}

/** A repeat is dropped; where it says something else under the same number, the one that is shown warns of it. */
function warnOfRepeat(sender: Sender, { message, hash }: Verified, judged: Judged[]): void {
  const first = sender.byNumber.get(message.n);
  if (first === undefined || first.hash === hash) return;
  const shown = judged[first.index];
  if (shown?.kind === 'message' && !shown.marks.some(mark => mark.code === 'repeat-differs'))
    judged[first.index] = { ...shown, marks: [...shown.marks, { code: 'repeat-differs', params: {} }] };
}
