import { isApiError, isMessage, type Entry, type EntryPage, type MessageEntry, type PageQuery } from '../api';
import { Room } from '../chains/room';
import { readMessage } from '../crypto/message-jwe';
import { Keyring } from '../sessions/keyring';
import { RecipientHistory } from '../sessions/recipient-history';
import { Breath } from './breath';
import { judge, type Judged, type JudgedMessage } from './judging';
import { Log } from './log';
import { openEntry, type Opened, type Reading, type Refusal } from './opening';
import type { World } from './world';

/** More than a screen of rows: what is opened before anything is seen. */
const firstPageSize = 50;
const pageSize = 100;
/** Who goes back goes back far. */
const olderPageSize = 200;
/** So many are opened side by side: what one asks the server for, the others need too. */
const atOnce = 25;
/** A hole is asked for this often before we leave it to the next delivery. */
const maxFills = 50;

function sessionOf(jwe: string): string | null {
  try {
    return readMessage(jwe).session;
  } catch {
    // Opening it will say what is wrong.
    return null;
  }
}

/** The log of one conversation as far as it is loaded, every entry of it opened and judged. */
export class ReadingRoom implements Reading {
  readonly log = new Log();
  readonly room: Room;
  readonly keyring: Keyring;
  readonly history: RecipientHistory;
  judged: readonly Judged[] = [];
  /** Verified, and about messages in the stretch, but behind it. */
  related: readonly JudgedMessage[] = [];
  /** All of the conversation is here, and could be opened. */
  whole = false;
  private readonly opened = new Map<number, Opened>();
  private filling: Promise<void> | null = null;
  private ahead: { readonly before: number; readonly page: Promise<EntryPage | null> } | null = null;
  /** A page came of a log that begins elsewhere: its reader has cleared it meanwhile, or taken that back, maybe on another device. */
  private stale = false;

  constructor(readonly world: World, readonly conv: string, peer: string | null) {
    this.room = new Room(conv, world.api, world.pins, world.people, peer === null ? null : [world.device.user, peer]);
    this.keyring = new Keyring(world.api, world.people, world.keys, this.room, world.device.enc);
    this.history = new RecipientHistory(this.room, world.people);
  }

  /** Something came that says more than about itself. */
  get alarming(): boolean { return this.refusedFor('room-unknown') || this.refusedFor('update-needed'); }
  refusedFor = (code: Refusal): boolean => this.judged.some(item => item.kind === 'refused' && item.code === code);

  async load(around: number | null): Promise<void> {
    const paged = this.page(around === null ? { limit: firstPageSize } : { around, limit: firstPageSize });
    const [page] = await Promise.all([paged.then(came => this.fetchKey(came)), this.room.refresh()]);
    this.opened.clear();
    this.log.replace(page);
    [this.stale, this.ahead] = [false, null];
    await this.openAll();
  }

  /** False: the beginning is reached. */
  async older(): Promise<boolean> {
    if (this.log.atBeginning) return false;
    const before = this.log.first;
    const ahead = this.ahead?.before === before ? await this.ahead.page : null;
    const page = ahead ?? await this.page({ before, limit: olderPageSize });
    if (await this.loadedAnew()) return !this.log.atBeginning;
    this.log.prepend(page);
    this.fetchAhead();
    await this.openAll();
    return !this.log.atBeginning;
  }

  /** Who has gone back a page goes back another: it is fetched while this one is opened. Null in the end: it did not come. */
  private fetchAhead(): void {
    const before = this.log.first;
    this.ahead = this.log.atBeginning ? null : { before, page: this.page({ before, limit: olderPageSize }).catch(() => null) };
  }

  /** False: the end is reached. */
  async newer(): Promise<boolean> {
    if (this.log.atEnd) return false;
    const page = await this.page({ after: this.log.last, limit: pageSize });
    if (await this.loadedAnew()) return !this.log.atEnd;
    this.log.append(page);
    await this.openAll();
    return !this.log.atEnd;
  }

  /** What has just come; what is missing before it is fetched. */
  async take(entries: readonly Entry[]): Promise<void> {
    const wasAtEnd = this.log.atEnd;
    this.log.take(entries, true);
    if (wasAtEnd && !this.log.atEnd) await this.fill();
    if (!await this.loadedAnew()) await this.openAll();
  }

  /** Asks for what is newer than the end: when nobody delivers, or something may have been missed. */
  async poll(): Promise<boolean> {
    if (!this.log.atEnd) return false;
    const before = this.log.last;
    const { entries } = await this.page({ after: before, limit: pageSize });
    if (await this.loadedAnew()) return true;
    this.log.take(entries, true);
    if (this.log.last === before) return false;
    await this.openAll();
    return true;
  }

  /** The reader may have cleared it, or taken that back: then it is loaded anew. */
  async lookForClearing(): Promise<void> {
    await this.page({ limit: 1 });
    await this.loadedAnew();
  }

  /** The newest `seq` of the conversation, by the server, now. */
  askNewest = async (): Promise<number> => (await this.world.api.messages(this.conv, { limit: 1 })).last;

  /** What could not be opened for want of a key or a chain is tried again. */
  async again(): Promise<void> {
    this.keyring.forgetBundles();
    for (const [seq, opened] of this.opened) if (!opened.ok) this.opened.delete(seq);
    await this.openAll();
  }

  /** Hash of the newest verified message of another device. */
  seen(): string | null {
    for (let i = this.judged.length - 1; i >= 0; i--) {
      const item = this.judged[i]!;
      if (item.kind === 'message' && item.opened.author.sig !== this.world.device.sig.kid) return item.opened.hash;
    }
    return null;
  }

  judgeAll(): void {
    const { entries, related, fromTheStart } = this.log;
    this.judged = judge(entries, seq => this.opened.get(seq), fromTheStart);
    this.related = related.flatMap(entry => {
      const opened = this.opened.get(entry.seq);
      return opened?.ok === true ? [{ kind: 'message', entry, opened, missing: 0, marks: opened.marks }] : [];
    });
    this.whole = fromTheStart && entries.every(entry => !isMessage(entry) || this.opened.get(entry.seq)?.ok === true);
  }

  /** Asks for the key of a page's newest session while the chain that judges it is on its way. What fails is asked for again by who needs it. */
  private fetchKey(page: EntryPage): EntryPage {
    const newest = page.entries.findLast(isMessage);
    const session = newest === undefined ? null : sessionOf(newest.jwe);
    if (session !== null) this.keyring.get(session).catch(() => {});
    return page;
  }

  private fill(): Promise<void> {
    return this.filling ??= this.fetchMissing().finally(() => { this.filling = null; });
  }

  private async fetchMissing(): Promise<void> {
    for (let i = 0; i < maxFills && !this.log.atEnd; i++) {
      const before = this.log.last;
      this.log.take((await this.page({ after: before, limit: 200 })).entries, true);
      if (this.log.last === before || this.stale) return;
    }
  }

  private async page(query: PageQuery): Promise<EntryPage> {
    const page = await this.world.api.messages(this.conv, query);
    if (this.log.fresh) return page;
    if (page.cleared?.seq !== this.log.cleared?.seq) this.stale = true;
    if (this.log.expire(page)) this.letGo();
    return page;
  }

  /** What is deleted for its age does not stay here either. All of an older stretch may be gone: then only the end has something to show. */
  private letGo(): void {
    for (const seq of [...this.opened.keys()]) if (seq <= this.log.floor) this.opened.delete(seq);
    if (this.log.entries.length === 0 && !this.log.atEnd) this.stale = true;
    this.judgeAll();
  }

  private async loadedAnew(): Promise<boolean> {
    if (!this.stale) return false;
    await this.load(null);
    return true;
  }

  private async openAll(): Promise<void> {
    const { entries } = this.log;
    if (entries.some(entry => entry.kind === 'room' && entry.n > this.room.chain.n)) await this.room.refresh();
    await this.openNew();
    // A grant that came for a new message opens the earlier ones of its session too.
    if (this.forgetGranted()) await this.openNew();
    this.judgeAll();
  }

  private async openNew(): Promise<void> {
    const waiting = [...this.log.entries.filter(isMessage), ...this.log.related].filter(({ seq }) => !this.opened.has(seq));
    const breath = new Breath();
    for (let from = 0; from < waiting.length; from += atOnce) {
      await Promise.all(waiting.slice(from, from + atOnce).map(entry => this.openOne(entry)));
      await breath.take();
    }
  }

  private async openOne(entry: MessageEntry): Promise<void> {
    try {
      this.opened.set(entry.seq, await openEntry(this, entry, this.log.isLive(entry.seq)));
    } catch (error) {
      // No answer: it stays closed, and is tried at the next occasion.
      if (!isApiError(error)) throw error;
    }
  }

  private forgetGranted(): boolean {
    const held = new Set<string>();
    const closed: MessageEntry[] = [];
    for (const entry of [...this.log.entries.filter(isMessage), ...this.log.related]) {
      const opened = this.opened.get(entry.seq);
      if (opened?.ok === true) held.add(opened.message.session);
      else if (opened?.code === 'session-not-granted') closed.push(entry);
    }
    const granted = closed.filter(({ jwe }) => held.has(readMessage(jwe).session));
    for (const { seq } of granted) this.opened.delete(seq);
    return granted.length > 0;
  }
}
