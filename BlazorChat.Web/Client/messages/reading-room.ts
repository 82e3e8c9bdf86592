import { isMessage, type Entry, type EntryPage, type PageQuery } from '../api';
import { Room } from '../chains/room';
import { readMessage } from '../crypto/message-jwe';
import { Keyring } from '../sessions/keyring';
import { RecipientHistory } from '../sessions/recipient-history';
import { judge, type Judged, type JudgedMessage } from './judging';
import { Log } from './log';
import type { Reading, Refusal } from './opening';
import { Openings } from './openings';
import type { World } from './world';

/** More than a screen of rows: what is opened before anything is seen. */
const firstPageSize = 50;
const pageSize = 100;
/** Who goes back goes back far. */
const olderPageSize = 200;
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
  /** Up to here (`seq`) all that is judged can be read, or never will be. */
  readable = 0;
  private openings: Openings;
  /** What has come since the end was in sight does not follow it. */
  private hole = false;
  private filling: Promise<void> | null = null;
  private ahead: { readonly before: number; readonly page: Promise<EntryPage | null> } | null = null;
  /** A page came of a log that begins elsewhere: its reader has cleared it meanwhile, or taken that back, maybe on another device. */
  private stale = false;

  /** `later`: told of a fault that passes, when what it has hit should be asked for again (`goOn`). */
  constructor(readonly world: World, readonly conv: string, peer: string | null, private readonly later: (error: unknown) => void = () => {}) {
    this.room = new Room(conv, world.api, world.pins, world.people, peer === null ? null : [world.device.user, peer]);
    this.keyring = new Keyring(world.api, world.people, world.keys, this.room, world.device.enc);
    this.history = new RecipientHistory(this.room, world.people);
    this.openings = this.noneOpen();
  }

  /** Something came that says more than about itself. */
  get alarming(): boolean { return this.refusedFor('room-unknown') || this.refusedFor('update-needed'); }
  refusedFor = (code: Refusal): boolean => this.judged.some(item => item.kind === 'refused' && item.code === code);

  async load(around: number | null): Promise<void> {
    const paged = this.page(around === null ? { limit: firstPageSize } : { around, limit: firstPageSize });
    const [page] = await Promise.all([paged.then(came => this.fetchKey(came)), this.room.refresh()]);
    this.openings = this.noneOpen();
    this.log.replace(page);
    [this.stale, this.hole, this.ahead] = [false, false, null];
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
    const follows = this.log.atEnd || this.hole;
    this.log.take(entries, true);
    this.hole = follows && !this.log.atEnd;
    await this.catchUp();
  }

  /** What got no answer, once more. It begins with one request: without an answer to that nothing else is asked. */
  async goOn(): Promise<void> {
    if (this.log.atEnd) await this.poll();
    else await this.lookForClearing();
    await this.catchUp();
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
    this.openings.forgetRefused();
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
    const { entries, related, fromTheStart, last } = this.log;
    const { of, isOpen, isAwaited } = this.openings;
    this.judged = judge(entries, of, fromTheStart);
    this.related = related.flatMap(entry => {
      const opened = of(entry.seq);
      return opened?.ok === true ? [{ kind: 'message', entry, opened, missing: 0, marks: opened.marks }] : [];
    });
    this.whole = fromTheStart && entries.every(entry => !isMessage(entry) || isOpen(entry.seq));
    const awaited = entries.find(entry => isMessage(entry) && isAwaited(entry));
    this.readable = awaited === undefined ? last : awaited.seq - 1;
  }

  /** Asks for the key of a page's newest session while the chain that judges it is on its way. What fails is asked for again by who needs it. */
  private fetchKey(page: EntryPage): EntryPage {
    const newest = page.entries.findLast(isMessage);
    const session = newest === undefined ? null : sessionOf(newest.jwe);
    if (session !== null) this.keyring.get(session).catch(() => {});
    return page;
  }

  private noneOpen = (): Openings => new Openings(this, this.log, this.later);

  /** Whether or not what is missing comes, what is here is opened. */
  private async catchUp(): Promise<void> {
    try {
      if (this.hole) await this.fill();
    } finally {
      if (!await this.loadedAnew()) await this.openAll();
    }
  }

  private fill(): Promise<void> {
    return this.filling ??= this.fetchMissing().finally(() => { this.filling = null; });
  }

  private async fetchMissing(): Promise<void> {
    for (let i = 0; i < maxFills && !this.log.atEnd; i++) {
      const before = this.log.last;
      this.log.take((await this.page({ after: before, limit: 200 })).entries, true);
      if (this.log.last === before || this.stale) break;
    }
    this.hole = false;
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
    this.openings.forgetUpTo(this.log.floor);
    if (this.log.entries.length === 0 && !this.log.atEnd) this.stale = true;
    this.judgeAll();
  }

  private async loadedAnew(): Promise<boolean> {
    if (!this.stale) return false;
    await this.load(null);
    return true;
  }

  private async openAll(): Promise<void> {
    if (await this.openings.open()) this.judgeAll();
  }
}
