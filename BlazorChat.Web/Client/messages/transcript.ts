import { isMessage, isRemoved, type Entry, type EntryPage, type MessageEntry, type PageQuery, type RemovedEntry } from '../api';
import { textOf } from '../crypto/base64url';
import { Breath } from './breath';
import { changeOf, fold, type Said } from './changes';
import { Judge, targetOf, type Judged, type JudgedMessage } from './judging';
import { openEntry, type Opened, type Reading, type Refusal } from './opening';
import { patiently } from './patience';
import { Rows, usersIn } from './rows';
import type { Row } from './types';

// A conversation from one end to the other, for who wants to keep it: read in pages, verified, handed on, let go.

/** Unix milliseconds by the server's clock, from inclusive, to exclusive; null: no bound on this side. */
export interface Period {
  readonly from: number | null;
  readonly to: number | null;
}

/** A message of the log: as signed, or why it could not be verified. */
export type Kept = { readonly seq: number; readonly at: number; readonly user: string; readonly device: string } & (
  | { readonly jws: string; readonly refused?: never }
  | { readonly refused: Refusal; readonly jws?: never }
);

export interface Portion {
  /** As the timeline shows them. */
  readonly rows: readonly Row[];
  readonly messages: readonly Kept[];
  /** Of `span` places in the log, so many are read. */
  readonly read: number;
  readonly span: number;
}

/** The most that the server gives. */
const pageSize = 200;
/** So many are opened side by side: what one asks the server for, the others need too. */
const atOnce = 25;
/** Several hosts give the times, each by its own clock; the order is by place. */
const clocksMs = 10 * 60 * 1000;

/** The server left out a place of the log. */
export class HoleError extends Error {
  readonly code = 'hole';
}

/** Up to which places it is cleared everywhere or deleted, as the reader is shown, and hidden by this browser alone: what is before is not in it. */
export interface Floor {
  readonly cleared: number;
  readonly hidden: number;
}

export async function* transcript(reading: Reading, period: Period, signal: AbortSignal, floors: Floor): AsyncGenerator<Portion> {
  const walk = new Walk(reading, signal);
  await walk.refreshRoom();
  const { last: newest, cleared, expired } = await walk.newest();
  // A server that says otherwise to who saves than to who reads would cut the front off unseen.
  if (Math.max(cleared?.seq ?? 0, expired?.seq ?? 0) !== floors.cleared) throw new HoleError('the log begins elsewhere than shown');
  const floor = Math.min(newest, Math.max(floors.cleared, floors.hidden));
  const start = period.from === null ? floor : await walk.lastBefore(period.from - clocksMs, floor, newest);
  const end = period.to === null ? newest : await walk.lastBefore(period.to + clocksMs, floor, newest);
  const judge = new Judge(start === 0);
  for (let place = start; place < end;) {
    const page = await walk.pageAfter(place);
    const entries = page.entries.filter(({ seq }) => seq <= end);
    // What came after the end may still have changed what was before it.
    const behind = [...page.entries.filter(({ seq }) => seq > end), ...page.related].filter(isMessage).filter(({ about }) => about !== undefined);
    const portion = await walk.open(entries, behind, judge, period);
    place = entries.at(-1)!.seq;
    yield { ...portion, read: place - start, span: end - start };
  }
}

class Walk {
  private readonly builder = new Rows();
  private readonly names = new Map<string, string>();
  private readonly signed = new Map<number, string>();
  private readonly reading: Reading;
  private readonly breath = new Breath();
  private readonly said = new Map<string, Said>();
  /** From the beginning on, and nothing that could not be opened. */
  private whole = false;

  constructor(reading: Reading, private readonly signal: AbortSignal) {
    const { world, room, keyring, history } = reading;
    this.reading = { world, room, keyring, history, keep: (seq, jws) => this.signed.set(seq, textOf(jws)) };
  }

  refreshRoom = (): Promise<void> => this.ask(() => this.reading.room.refresh());
  newest = (): Promise<EntryPage> => this.page({ limit: 1 });

  /** The last place after the floor whose time is before this one; the floor: none. Times grow with the places, but for clocks. */
  async lastBefore(at: number, floor: number, newest: number): Promise<number> {
    let [before, after] = [floor, newest + 1];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      const entry = (await this.page({ after: middle - 1, limit: 1 })).entries[0];
      if (entry !== undefined && entry.at < at) before = middle;
      else after = middle;
    }
    return before;
  }

  /** What follows this place, without a hole. */
  async pageAfter(place: number): Promise<EntryPage> {
    const page = await this.page({ after: place, limit: pageSize });
    const { entries } = page;
    if (place === 0) this.whole = true;
    if (entries.length === 0 || entries.some(({ seq }, i) => seq !== place + 1 + i)) throw new HoleError('a place of the log is missing');
    return page;
  }

  async open(entries: readonly Entry[], behind: readonly MessageEntry[], judge: Judge, { from, to }: Period): Promise<Pick<Portion, 'rows' | 'messages'>> {
    this.signed.clear();
    const opened = await this.openAll([...entries, ...behind]);
    const all = entries.map(entry => judgedOf(judge, entry, opened));
    this.whole &&= all.every(({ kind }) => kind !== 'refused');
    const related = behind.toSorted((a, b) => a.seq - b.seq).flatMap(entry => relatedOf(entry, opened.get(entry.seq)));
    const changes = fold({ chain: this.reading.room.chain, judged: all, related, whole: this.whole }, this.said);
    const judged = all.filter(({ entry }) => (from === null || entry.at >= from) && (to === null || entry.at < to));
    const { world: { device, people }, room: { chain } } = this.reading;
    for (const user of new Set([device.user, ...usersIn([...judged, ...related], chain)]))
      if (!this.names.has(user)) this.names.set(user, (await this.ask(() => people.get(user)))?.name ?? '');
    const rows = this.builder.build({ own: device.user, chain, nameOf: user => this.names.get(user) ?? '', chosenOf: nobodys }, judged, changes, []);
    return { rows, messages: judged.flatMap(item => this.kept(item)) };
  }

  private async openAll(entries: readonly Entry[]): Promise<ReadonlyMap<number, Opened>> {
    const messages = entries.filter(isMessage);
    const opened = new Map<number, Opened>();
    for (let i = 0; i < messages.length; i += atOnce) {
      await Promise.all(messages.slice(i, i + atOnce).map(async entry =>
        opened.set(entry.seq, await this.ask(() => openEntry(this.reading, entry, false)))));
      await this.breath.take();
    }
    return opened;
  }

  private kept(item: Judged): Kept[] {
    if (item.kind === 'room') return [];
    const { seq, at, user, device } = item.entry;
    const place = { seq, at, user, device };
    if (item.kind === 'message') return [{ ...place, jws: this.signed.get(seq)! }];
    return [{ ...place, refused: item.kind === 'refused' ? item.code : 'removed' }];
  }

  private ask = <T>(act: () => Promise<T>): Promise<T> => patiently(act, this.reading.world.pace.retryMs, this.signal);
  private page = (query: PageQuery): Promise<EntryPage> => this.ask(() => this.reading.world.api.messages(this.reading.room.conv, query));
}

/** What is kept names people as they are certified, and nobody by a name that anyone can give themselves. */
const nobodys = () => null;

/** What stands twice in the log is told, since it takes a place there. */
function judgedOf(judge: Judge, entry: Entry, opened: ReadonlyMap<number, Opened>): Judged {
  if (entry.kind === 'room') return { kind: 'room', entry };
  if (isRemoved(entry)) return judge.removed(entry, deletedHash(entry, opened));
  const item = judge.message(entry, opened.get(entry.seq)!);
  return item.kind === 'repeat' ? { kind: 'refused', entry, code: 'repeat' } : item;
}

const deletedHash = ({ about, removedBy }: RemovedEntry, opened: ReadonlyMap<number, Opened>): string | null =>
  (about === undefined ? targetOf(opened.get(removedBy)) : null);

function relatedOf(entry: MessageEntry, opened: Opened | undefined): JudgedMessage[] {
  if (opened?.ok !== true) return [];
  const item: JudgedMessage = { kind: 'message', entry, opened, missing: 0, marks: opened.marks };
  return changeOf(item) === null ? [] : [item];
}
