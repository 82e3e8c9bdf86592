import { ApiError, networkCode, type Entry } from '../api';
import type { Person } from '../chains/person';
import type { Outgoing, TextBody } from '../crypto/payloads';
import { readMentions } from '../people/mention-marks';
import { fold, isDeleted } from './changes';
import { checkText } from './composing';
import { Correspondence } from './correspondence';
import { Courier } from './courier';
import { takeBack } from './finding';
import { mayChange, placeOf, type May } from './may-change';
import { Members } from './members';
import { textBody, type Place, type Unsent } from './outbox';
import { proofOf, type Proof } from './proof';
import { EarlierKeys } from '../rooms/earlier-keys';
import type { RoomActs } from '../rooms/room-acts';
import { roomView } from '../rooms/room-view';
import { Quotes } from './quotes';
import type { ReadingRoom } from './reading-room';
import { Rows, usersIn } from './rows';
import { nothingKnown } from './situation';
import { Throttle } from './throttle';
import { transcript, type Period, type Portion } from './transcript';
import { SendError, type ClearedHistory, type Conversation, type ConversationRef, type Member, type MessageRow, type Row, type SendErrorCode, type SendOptions } from './types';
import type { World } from './world';

/** Failures that are over once a person has accepted what was in the way. */
const mendable: readonly (SendErrorCode | null)[] = ['not-accepted', 'alarm', 'no-device'];

/** One conversation of this page, as the elements use it. */
export class OpenConversation implements Conversation {
  private readonly behind: Correspondence;
  private readonly courier: Courier;
  private readonly earlier: EarlierKeys;
  private readonly builder = new Rows();
  private readonly quotes = new Quotes();
  private readonly watchers = new Set<() => void>();
  private readonly names = new Map<string, Pick<Person, 'name' | 'chosen'>>();
  private readonly painter: Throttle;
  private readonly people: Members;
  private shown: readonly Row[] = [];
  /** As told together with the rows. */
  private situation = nothingKnown;
  private stopWatching: () => void = () => {};
  private polling: ReturnType<typeof setInterval> | null = null;
  /** Up to here (`seq`) there is nothing that will be shown and is not. */
  private readableSeq = 0;
  /** Marked as unread, and still in sight. */
  private keptUnread = false;

  constructor(private readonly world: World, ref: ConversationRef, private readonly acts: RoomActs, found: (conv: string, made: boolean) => void) {
    this.behind = new Correspondence(world, ref, () => this.painter.ask(), found);
    this.courier = new Courier(world, this.errand());
    this.earlier = new EarlierKeys(world, () => this.painter.ask());
    this.painter = new Throttle(() => this.rebuild(), world.background);
    this.people = new Members(world.people, () => this.painter.ask());
    world.background.run(this.begin());
  }

  get conv() { return this.behind.conv; }
  get peer() { return this.behind.peer; }
  get status() { return this.situation.status; }
  get notices() { return this.situation.notices; }
  get peerState() { return this.situation.peerState; }
  get roomName() { return this.behind.roomName; }
  get peerName() { return this.situation.peerName; }
  get readSeq() { return this.behind.readSeq; }
  get room() { return this.chainRoom === null ? null : roomView(this.chainRoom.chain, this.world.device.user); }
  get chainRoom() { return this.behind.reading?.room ?? null; }
  get atBeginning() { return this.log === null ? this.behind.loaded : this.log.atBeginning || this.log.first <= this.hiddenSeq + 1; }
  get atEnd() { return this.log === null ? this.behind.loaded : this.log.atEnd; }
  private get log() { return this.behind.reading?.log ?? null; }
  /** The last `seq` held without a gap. */
  get held(): number { return this.log?.last ?? 0; }
  get cleared(): ClearedHistory | null {
    const [everywhere, here, old] = [this.log?.cleared ?? null, this.behind.hidden, this.log?.expired ?? null];
    if (here !== null && here.seq > (this.log?.floor ?? 0)) return { ...here, here: true };
    if (old !== null && old.seq > (everywhere?.seq ?? 0)) return { ...old, here: false, old: true };
    return everywhere === null ? null : { ...everywhere, here: false };
  }
  get retainDays(): number | null { return this.log?.retainDays ?? null; }
  private get hiddenSeq(): number { return this.behind.hidden?.seq ?? 0; }

  rows(): readonly Row[] { return this.shown; }

  members(): readonly Member[] {
    const chain = this.behind.reading?.room.chain;
    const dm = [this.world.device.user, ...(this.peer === null ? [] : [this.peer])];
    return this.people.list(chain === undefined || chain.size === 0 ? dm : chain.members().map(({ user }) => user));
  }

  subscribe(changed: () => void): () => void {
    this.watchers.add(changed);
    this.pollWhileNeeded();
    return () => {
      this.watchers.delete(changed);
      this.pollWhileNeeded();
    };
  }

  loadOlder = (): Promise<boolean> => this.page(async () => await this.behind.reading?.older() ?? false);
  loadNewer = (): Promise<boolean> => this.page(async () => await this.behind.reading?.newer() ?? false);
  show = (seq: number | null): Promise<void> => this.page(async () => this.behind.reading?.load(seq !== null && seq > (this.cleared?.seq ?? 0) ? seq : null));

  async send(text: string, options: SendOptions = {}): Promise<void> {
    checkText(text, options.mentions);
    await this.put(textBody(text, options));
  }

  async edit(hash: string, text: string): Promise<void> {
    checkText(text);
    await this.change({ t: 'edit', target: hash, text }, 'edit');
  }

  remove = (hash: string): Promise<void> => this.change({ t: 'delete', target: hash }, 'remove');
  may = (row: MessageRow): May => mayChange(this.behind.reading, row.deleted === undefined ? row.hash : null);
  quoted = (hash: string): MessageRow | null => this.quotes.find(hash);

  private async change(body: Exclude<Outgoing, TextBody>, what: keyof May): Promise<void> {
    await this.behind.placed;
    const { reading, place } = this.behind;
    const about = placeOf(reading, body.target);
    if (about === null) throw new SendError('gone');
    if (!mayChange(reading, body.target)[what]) throw new SendError('refused');
    await this.put(body, about);
    // What failed before it is not wanted any more.
    await this.discardFailed(place, unsent => unsent.body.t !== 'text' && unsent.body.target === body.target);
  }

  private async put(body: Outgoing, about?: number): Promise<void> {
    await this.behind.placed;
    const { obstacle } = this.behind.situation;
    if (obstacle !== null) throw new SendError(obstacle);
    await this.world.outbox.add(this.behind.place, crypto.randomUUID(), body, this.world.clock(), about).catch(() => {
      throw new SendError('storage');
    });
    this.courier.kick();
  }

  retry(id: string): void {
    this.world.background.run(this.sendAgain(unsent => {
      if (unsent.id === id && unsent.failed === 'restored') this.courier.forgive();
      return unsent.id === id;
    }));
  }

  discard(id: string): void {
    this.world.background.run(this.world.outbox.remove(this.behind.place, id));
  }

  async accept(user: string, head: string): Promise<boolean> {
    const { reading, peer } = this.behind;
    const base = await this.world.people.accept(user, head);
    if (base !== null && reading !== null && (user === peer || reading.room.chain.member(this.world.device.user)?.role === 'admin')) {
      await takeBack(this.world, reading.room, user, base);
      await reading.poll();
    }
    await this.behind.refresh([user]);
    if (base !== null) await this.sendAgain(unsent => mendable.includes(unsent.failed));
    return base !== null;
  }

  succeed = (): Promise<void> => this.acted(this.acts.succeed(this.conv!));
  rejoin = (): Promise<void> => this.acted(this.acts.join(this.conv!));

  async markUnread(seq: number): Promise<void> {
    // At once: until the reader is elsewhere, whatever is drawn would mark it as read.
    this.keptUnread = true;
    try {
      await this.world.api.markUnread(this.conv!, seq);
    } catch (error) {
      this.keptUnread = false;
      throw error;
    }
    this.behind.readSeq = seq - 1;
  }

  beginReading(): void {
    this.keptUnread = false;
  }

  markRead(): void {
    const read = Math.min(this.held, this.readableSeq);
    if (this.keptUnread || this.conv === null || read <= this.readSeq || !this.atEnd) return;
    this.behind.readSeq = read;
    readMentions(this.conv, read);
    // Only counts in lists depend on it: the next one makes up for a lost one.
    this.world.api.markRead(this.conv, read).catch(() => {});
  }

  async *transcript(period: Period, signal: AbortSignal): AsyncGenerator<Portion> {
    const reading = await this.readable();
    if (reading === null) return;
    await this.behind.lookForClearing();
    yield* transcript(reading, period, signal, { cleared: reading.log.floor, hidden: this.hiddenSeq });
  }

  async proof(kids: ReadonlySet<string>, signal: AbortSignal): Promise<Proof | null> {
    const reading = await this.readable();
    return reading === null ? null : proofOf(reading, kids, signal);
  }

  async loadDraft(): Promise<string> {
    await this.behind.placed;
    return this.world.drafts.load(this.behind.place);
  }

  async saveDraft(text: string): Promise<void> {
    await this.behind.placed;
    await this.world.drafts.save(this.behind.place, text);
  }

  async nameOf(user: string): Promise<string | null> {
    const person = await this.world.people.get(user).catch(() => null);
    return person === null ? null : person.chosen ?? person.name;
  }

  // What the engine tells it

  take(entries: readonly Entry[]): void {
    if (entries.some(entry => entry.kind === 'message' && entry.user !== this.world.device.user)) this.earlier.again();
    this.world.background.run(this.behind.take(entries));
  }
  lookForDm(): void { this.world.background.run(this.behind.lookForDm()); }
  lookForClearing(): void { this.world.background.run(this.behind.lookForClearing()); }

  concerns(users: readonly string[]): boolean {
    const { peer, reading } = this.behind;
    return users.some(user => user === this.world.device.user || user === peer || reading?.room.chain.member(user) != null);
  }

  /** People, chains or revocations may have changed. */
  async lookAgain(): Promise<void> {
    await this.behind.again();
  }

  setOnline(online: boolean): void {
    this.behind.online = online;
    this.pollWhileNeeded();
    this.world.background.run(online ? this.behind.reconnect() : this.behind.look());
    if (online) {
      this.courier.kick();
      this.earlier.again();
    }
  }

  stop(): void {
    this.watchers.clear();
    this.pollWhileNeeded();
    this.stopWatching();
    this.painter.stop();
    this.earlier.stop();
    this.people.stop();
    this.courier.stop();
    this.behind.stop();
  }

  /** Null: nobody has begun it. */
  private async readable(): Promise<ReadingRoom | null> {
    if (!this.behind.loaded) await this.behind.load();
    if (!this.behind.loaded) throw new ApiError(0, networkCode);
    return this.behind.reading;
  }

  private async begin(): Promise<void> {
    const loading = this.behind.load();
    await this.behind.placed;
    this.stopWatching = this.world.outbox.watch(this.behind.place, () => this.painter.ask());
    this.painter.ask();
    await loading.finally(() => this.courier.kick());
  }

  private errand() {
    const { behind } = this;
    return {
      get place() { return behind.place; },
      room: () => behind.room(), refresh: (users: readonly string[]) => behind.refresh(users),
      seen: behind.seen, obstacle: behind.obstacle, sent: behind.sent.bind(behind),
    };
  }

  private async acted(act: Promise<unknown>): Promise<void> {
    await act;
    await this.behind.refresh([]);
  }

  private async page<T>(act: () => Promise<T>): Promise<T> {
    const result = await act();
    await this.painter.now();
    return result;
  }

  private async sendAgain(which: (unsent: Unsent) => boolean): Promise<void> {
    const { place } = this.behind;
    for (const unsent of await this.world.outbox.list(place))
      if (unsent.failed !== null && which(unsent)) await this.world.outbox.change(place, { ...unsent, failed: null });
    this.courier.kick();
  }

  private async discardFailed(place: Place, which: (unsent: Unsent) => boolean, list?: readonly Unsent[]): Promise<void> {
    for (const unsent of list ?? await this.world.outbox.list(place))
      if (unsent.failed !== null && which(unsent)) await this.world.outbox.remove(place, unsent.id);
  }

  private async rebuild(): Promise<void> {
    const { reading, place } = this.behind;
    const own = this.world.device.user;
    const chain = reading?.room.chain ?? null;
    await this.learnNames([own, ...usersIn([...reading?.judged ?? [], ...reading?.related ?? []], chain)]);
    const unsent = place === undefined ? [] : await this.world.outbox.list(place);
    // Read after the outbox: what has left it stands in here.
    const judged = (reading?.judged ?? []).filter(({ entry }) => entry.seq > this.hiddenSeq);
    const readableSeq = reading?.readable ?? 0;
    this.situation = this.behind.situation;
    const nameOf = (user: string) => this.names.get(user)?.name ?? '';
    const chosenOf = (user: string) => this.names.get(user)?.chosen ?? null;
    const changes = fold({ chain, judged, related: reading?.related ?? [], whole: (reading?.whole ?? false) && this.hiddenSeq === 0 });
    this.shown = this.builder.build({ own, chain, nameOf, chosenOf }, judged, changes, unsent);
    this.readableSeq = readableSeq;
    this.quotes.take(this.shown, changes.deletions, this.cleared?.seq ?? 0);
    if (place !== undefined) await this.discardFailed(place, ({ body }) => body.t !== 'text' && isDeleted(changes, body.target), unsent);
    for (const watcher of [...this.watchers]) watcher();
    this.earlier.lookAt(reading);
  }

  /** Of everybody who appears. */
  private async learnNames(users: Iterable<string>): Promise<void> {
    await Promise.all([...new Set(users)].map(async user => {
      const person = await this.world.people.get(user).catch(() => null);
      if (person !== null) this.names.set(user, person);
    }));
  }

  private pollWhileNeeded(): void {
    const needed = !this.behind.online && this.watchers.size > 0;
    if (needed && this.polling === null) this.polling = setInterval(() => this.world.background.run(this.behind.poll()), this.world.pace.pollMs);
    if (!needed && this.polling !== null) {
      clearInterval(this.polling);
      this.polling = null;
    }
  }
}
