import { isApiError, type Cleared, type ConversationSummary, type Entry } from '../api';
import type { Errand } from './courier';
import { createDm, findDm } from './finding';
import type { Place } from './outbox';
import { ReadingRoom } from './reading-room';
import { passes, Retry } from './retry';
import { nothingKnown, situationOf, type Situation } from './situation';
import { SendError, type ConversationRef, type SendErrorCode } from './types';
import type { World } from './world';

/** What lies behind a conversation: where it is on the server, what is loaded of it, how things stand. */
export class Correspondence implements Errand {
  conv: string | null;
  peer: string | null;
  reading: ReadingRoom | null = null;
  situation: Situation = nothingKnown;
  readSeq = 0;
  roomName: string | null = null;
  /** Up to where this browser alone does not show it. */
  hidden: Cleared | null = null;
  loaded = false;
  online = true;
  /** Resolves when it is clear where unsent texts and drafts belong. */
  readonly placed: Promise<void>;
  private place_!: Place;
  private isPlaced!: () => void;
  private notAMember = false;
  /** Finding, loading or making: one at a time. */
  private busy: Promise<void> | null = null;
  private opening = false;
  private readonly retry: Retry;
  /** Something came while we were opening. */
  private missed = false;

  constructor(
    readonly world: World, ref: ConversationRef,
    private readonly changed: () => void, private readonly found: (conv: string, made: boolean) => void,
  ) {
    this.conv = ref.conv ?? null;
    this.peer = ref.peer ?? null;
    this.retry = new Retry(world.pace, () => world.background.run(this.tryAgain()));
    this.placed = new Promise(resolve => { this.isPlaced = resolve; });
    if (this.peer !== null) this.settleAt(`user ${this.peer}`);
  }

  get place(): Place { return this.place_; }

  /** Finds and loads; without an answer again after a while. */
  load(): Promise<void> {
    return this.busy ??= this.tryLoad().finally(() => { this.busy = null; });
  }

  stop(): void {
    this.retry.stop();
  }

  // Errand

  async room(): Promise<ReadingRoom> {
    while (this.busy !== null) await this.busy;
    if (this.reading === null) await (this.busy = this.findOrMake().finally(() => { this.busy = null; }));
    return this.reading!;
  }

  async refresh(users: readonly string[]): Promise<void> {
    this.world.people.forget(users);
    await Promise.all([this.world.trust.refresh(), this.reading?.room.refresh()]);
    await this.look();
  }

  seen = (): string | null => this.reading?.seen() ?? null;
  obstacle = (): SendErrorCode | null => this.situation.obstacle;

  sent(entries: readonly Entry[]): Promise<void> {
    return this.take(entries);
  }

  async take(entries: readonly Entry[]): Promise<void> {
    if (this.reading === null || this.opening) {
      this.missed = true;
      return;
    }
    await this.answered(() => this.reading!.take(entries));
    if (entries.some(entry => entry.kind === 'room') || this.reading.alarming) await this.look();
    else this.changed();
  }

  async poll(): Promise<void> {
    if (!this.loaded) return this.load();
    if (this.reading === null) return this.lookForDm();
    await this.answered(async () => {
      if (await this.reading!.poll()) await this.look();
    });
  }

  /** The connection is back: what got no answer has waited long enough. */
  async reconnect(): Promise<void> {
    const { isWaiting } = this.retry;
    this.retry.callOff();
    await (isWaiting ? this.tryAgain() : this.poll());
    await this.look();
  }

  /** Somebody else may have made the dm meanwhile. */
  async lookForDm(): Promise<void> {
    if (this.conv === null && this.loaded) await this.load();
  }

  /** It may have been cleared, or that taken back, here or elsewhere. */
  async lookForClearing(): Promise<void> {
    const { reading } = this;
    if (reading === null || this.opening) {
      this.missed = true;
      return;
    }
    await this.answered(() => this.hideAfter(reading, () => reading.lookForClearing()));
    this.changed();
  }

  private async hideAfter(reading: ReadingRoom, act: () => Promise<void>): Promise<void> {
    await act();
    const hidden = await this.hiddenIn(reading);
    // Another may have taken its place.
    if (this.reading !== reading) return;
    this.hidden = hidden;
    // All of an older stretch may be hidden now: then only the end has something to show.
    if (!reading.log.atEnd && reading.log.last <= (hidden?.seq ?? 0)) await reading.load(null);
  }

  /** People, chains or revocations may have changed. */
  async again(): Promise<void> {
    if (await this.isGivenUp()) return this.letGo();
    await this.reading?.again();
    await this.look();
  }

  /** Works out anew how things stand. */
  async look(): Promise<void> {
    const { world, peer, online, loaded, notAMember, reading } = this;
    this.situation = await situationOf({
      world, peer, online, loaded, notAMember, room: reading?.room ?? null,
      roomUnknown: reading?.refusedFor('room-unknown') ?? false, outdated: reading?.refusedFor('update-needed') ?? false,
    });
    this.changed();
  }

  /** A dm whose two people have both begun anew: nobody is left in it who could take the other back. */
  private async isGivenUp(): Promise<boolean> {
    const { world, peer, reading } = this;
    if (peer === null || reading === null || reading.room.chain.n === -1) return false;
    const people = await Promise.all([world.device.user, peer].map(user => world.people.get(user).catch(() => null)));
    return people.every(person => person !== null && (person.standing === 'ok' || person.standing === 'new-base')
      && reading.room.chain.member(person.user)?.base !== person.chain.base);
  }

  /** Another has taken its place, or will at the next text. */
  private async letGo(): Promise<void> {
    this.reading = null;
    this.conv = null;
    this.hidden = null;
    this.readSeq = 0;
    this.loaded = false;
    await this.load();
  }

  private async tryLoad(): Promise<void> {
    try {
      await this.find();
      if (this.conv !== null) await this.open(this.conv);
      this.loaded = true;
      this.retry.wentWell();
    } catch (error) {
      if (isApiError(error) && (error.status === 404 || error.code === 'not-member')) this.notAMember = true;
      else this.retry.later(error);
      if (!isApiError(error)) throw error;
    } finally {
      await this.look();
    }
  }

  private async tryAgain(): Promise<void> {
    // What goes wrong there is told by who began it, and tried again later.
    await this.busy?.catch(() => {});
    if (this.retry.isWaiting) return;
    const { reading } = this;
    if (reading === null || !this.loaded) return this.load();
    await this.answered(() => this.hideAfter(reading, () => reading.goOn()));
    this.retry.wentWell();
    await this.look();
  }

  private async find(): Promise<void> {
    // They are needed in any case, and take as long as the answer to where their conversation is.
    if (this.peer !== null) for (const user of [this.world.device.user, this.peer]) void this.world.people.get(user);
    const summary = await this.summary();
    if (summary === null) return;
    this.conv = summary.conv;
    this.readSeq = Math.max(this.readSeq, summary.readSeq);
    this.roomName = summary.name;
    if (this.peer === null && summary.peer !== null) this.peer = summary.peer;
    this.settleAt(this.peer === null ? `conv ${summary.conv}` : `user ${this.peer}`);
    this.found(summary.conv, false);
  }

  private async summary(): Promise<ConversationSummary | null> {
    if (this.peer !== null) return findDm(this.world, this.peer);
    const summary = this.conv === null ? null : await this.world.api.conversationAt(this.conv);
    // An open room can be looked at from outside.
    if (summary === null || summary.role !== null) return summary;
    this.notAMember = true;
    return null;
  }

  private async open(conv: string): Promise<void> {
    const reading = new ReadingRoom(this.world, conv, this.peer, error => this.retry.later(error));
    this.opening = true;
    try {
      await reading.load(null);
    } finally {
      this.opening = false;
    }
    this.hidden = await this.hiddenIn(reading);
    this.reading = reading;
    this.notAMember = false;
    if (this.missed) {
      await reading.poll();
      this.hidden = await this.hiddenIn(reading);
    }
    this.missed = false;
  }

  private hiddenIn = ({ conv, log, askNewest }: ReadingRoom): Promise<Cleared | null> => this.world.clearings.within(conv, log.newest, askNewest);

  private async findOrMake(): Promise<void> {
    if (this.conv === null && this.peer !== null) {
      const found = await findDm(this.world, this.peer);
      this.conv = found?.conv ?? await createDm(this.world, this.peer);
      this.found(this.conv, found === null);
    }
    if (this.conv === null) throw new SendError('not-found');
    await this.open(this.conv);
    this.loaded = true;
    await this.look();
  }

  private settleAt(place: Place): void {
    this.place_ = place;
    this.isPlaced();
  }

  /** What gets no answer now is asked again after a while. */
  private async answered(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      // Taken back in: it is shown to us again.
      if (!this.notAMember) return;
      this.notAMember = false;
      await this.look();
    } catch (error) {
      if (passes(error)) this.retry.later(error);
      if (!isApiError(error)) throw error;
      // We were removed, or have left in another tab.
      if (error.status === 404 && !this.notAMember) {
        this.notAMember = true;
        await this.look();
      }
    }
  }
}
