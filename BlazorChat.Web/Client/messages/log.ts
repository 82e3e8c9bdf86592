import { isMessage, type Cleared, type Entry, type EntryPage, type MessageEntry } from '../api';

/** A gapless stretch of a conversation's log, as the server orders it. */
export class Log {
  private stretch: Entry[] = [];
  private readonly live = new Set<number>();
  /** Behind the stretch, and about messages in it. */
  private readonly behind = new Map<number, MessageEntry>();
  /** The newest `seq` we have heard of. */
  newest = 0;
  /** Nothing has been fetched yet. */
  fresh = true;
  /** Up to where the reader has cleared it, on all devices: it begins after that. */
  cleared: Cleared | null = null;

  /** Up to where it is deleted for its age, for everybody. */
  expired: Cleared | null = null;
  /** For how many days messages are kept; null: for ever. */
  retainDays: number | null = null;

  get entries(): readonly Entry[] { return this.stretch; }
  get related(): readonly MessageEntry[] { return [...this.behind.values()].filter(({ seq }) => seq > this.last).sort((a, b) => a.seq - b.seq); }
  get first(): number { return this.stretch[0]?.seq ?? 0; }
  get last(): number { return this.stretch.at(-1)?.seq ?? this.floor; }
  get floor(): number { return Math.max(this.cleared?.seq ?? 0, this.expired?.seq ?? 0); }
  /** Of what the reader is given. */
  get atBeginning(): boolean { return !this.fresh && (this.stretch.length === 0 ? this.newest <= this.floor : this.first === this.floor + 1); }
  /** It begins with the conversation: `seq` 1 is the genesis. */
  get fromTheStart(): boolean { return this.atBeginning && this.floor === 0; }
  get atEnd(): boolean { return !this.fresh && this.last >= this.newest; }

  /** Came while we watched: its sender is judged as of now. */
  isLive(seq: number): boolean { return this.live.has(seq); }

  /** Begins anew with this page. */
  replace(page: EntryPage): void {
    this.stretch = gapless(page.entries);
    this.live.clear();
    this.behind.clear();
    this.relate(page.related);
    this.fresh = false;
    this.cleared = page.cleared;
    this.expired = page.expired;
    this.retainDays = page.retainDays;
    this.newest = Math.max(page.last, this.last);
  }

  /** More of it was deleted for its age meanwhile: it begins after that. False: nothing has changed. */
  expire({ expired, retainDays }: EntryPage): boolean {
    this.retainDays = retainDays;
    if ((expired?.seq ?? 0) <= (this.expired?.seq ?? 0)) return false;
    this.expired = expired;
    this.stretch = this.stretch.filter(({ seq }) => seq > this.floor);
    return true;
  }

  prepend(page: EntryPage): void {
    this.stretch = gapless([...page.entries.filter(({ seq }) => seq > this.floor), ...this.stretch]);
    this.relate(page.related);
  }

  append(page: EntryPage): void {
    this.newest = Math.max(this.newest, page.last);
    this.take(page.entries, false);
    this.relate(page.related);
  }

  /** Takes what continues the stretch. False: something in between is missing. */
  take(entries: readonly Entry[], live: boolean): boolean {
    for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
      this.newest = Math.max(this.newest, entry.seq);
      if (this.fresh || entry.seq !== this.last + 1) {
        this.hear(entry);
        continue;
      }
      this.stretch.push(entry);
      if (live) this.live.add(entry.seq);
    }
    return this.atEnd;
  }

  private relate(entries: readonly Entry[]): void {
    for (const entry of entries) if (isMessage(entry)) this.behind.set(entry.seq, entry);
    for (const seq of [...this.behind.keys()]) if (seq <= this.last) this.behind.delete(seq);
  }

  /** Of what comes while one reads further up, what changes something there. */
  private hear(entry: Entry): void {
    if (isMessage(entry) && entry.seq > this.last && entry.about !== undefined && entry.about >= this.first && entry.about <= this.last)
      this.behind.set(entry.seq, entry);
  }
}

/** A server that leaves one out is asked again; what is behind the hole is not shown as if nothing were missing. */
function gapless(entries: readonly Entry[]): Entry[] {
  let start = entries.length - 1;
  while (start > 0 && entries[start - 1]!.seq === entries[start]!.seq - 1) start--;
  return entries.slice(Math.max(start, 0));
}
