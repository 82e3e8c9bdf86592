import { isApiError, isMessage, type MessageEntry } from '../api';
import { readMessage } from '../crypto/message-jwe';
import { Breath } from './breath';
import type { Log } from './log';
import { openEntry, type Opened, type Reading } from './opening';
import { passes } from './retry';

/** So many are opened side by side: what one asks the server for, the others need too. */
const atOnce = 25;

/** The messages of a log, each opened, refused, or closed still. */
export class Openings {
  private readonly opened = new Map<number, Opened>();
  /** What they need was refused: they are left to the next occasion, and nobody waits for them. */
  private readonly givenUp = new Set<number>();

  /** The first that passes, of those not told yet. */
  private fault: unknown = null;

  /** `later`: told of a fault that passes, when all has been tried. What it has hit stays closed. */
  constructor(private readonly reading: Reading, private readonly log: Log, private readonly later: (error: unknown) => void) {}

  /** Undefined: closed still. */
  of = (seq: number): Opened | undefined => this.opened.get(seq);
  isOpen = (seq: number): boolean => this.opened.get(seq)?.ok === true;
  isAwaited = ({ seq }: MessageEntry): boolean => !this.opened.has(seq) && !this.givenUp.has(seq);

  /** Opens what is closed. False: nothing, since there is no answer to how the room has changed. */
  async open(): Promise<boolean> {
    const follows = await this.followRoom();
    if (follows) await this.openNew();
    // A grant that came for a new message opens the earlier ones of its session too.
    if (follows && this.forgetGranted()) await this.openNew();
    const { fault } = this;
    this.fault = null;
    if (fault !== null) this.later(fault);
    return follows;
  }

  /** What was refused may be opened now. */
  forgetRefused(): void {
    for (const [seq, opened] of this.opened) if (!opened.ok) this.opened.delete(seq);
  }

  forgetUpTo(seq: number): void {
    for (const known of [...this.opened.keys(), ...this.givenUp]) if (known <= seq) this.forget(known);
  }

  private forget(seq: number): void {
    this.opened.delete(seq);
    this.givenUp.delete(seq);
  }

  /** What comes after a change of the room can only be judged once that is known. */
  private async followRoom(): Promise<boolean> {
    const { room } = this.reading;
    if (!this.log.entries.some(entry => entry.kind === 'room' && entry.n > room.chain.n)) return true;
    try {
      await room.refresh();
      return true;
    } catch (error) {
      if (!passes(error)) throw error;
      this.unanswered(error);
      return false;
    }
  }

  private unanswered(error: unknown): void {
    this.fault ??= error;
    // That there is no answer is no news; that a browser cannot store is.
    if (!isApiError(error)) this.reading.world.background.run(Promise.reject(error));
  }

  private async openNew(): Promise<void> {
    const waiting = this.messages().filter(({ seq }) => !this.opened.has(seq));
    const breath = new Breath();
    for (let from = 0; from < waiting.length; from += atOnce) {
      await Promise.all(waiting.slice(from, from + atOnce).map(entry => this.openOne(entry)));
      await breath.take();
    }
  }

  private async openOne(entry: MessageEntry): Promise<void> {
    try {
      this.opened.set(entry.seq, await openEntry(this.reading, entry, this.log.isLive(entry.seq)));
    } catch (error) {
      if (passes(error)) return this.unanswered(error);
      this.givenUp.add(entry.seq);
      if (!isApiError(error)) throw error;
    }
  }

  private forgetGranted(): boolean {
    const held = new Set<string>();
    const closed: MessageEntry[] = [];
    for (const entry of this.messages()) {
      const opened = this.opened.get(entry.seq);
      if (opened?.ok === true) held.add(opened.message.session);
      else if (opened?.code === 'session-not-granted') closed.push(entry);
    }
    const granted = closed.filter(({ jwe }) => held.has(readMessage(jwe).session));
    for (const { seq } of granted) this.opened.delete(seq);
    return granted.length > 0;
  }

  private messages = (): MessageEntry[] => [...this.log.entries.filter(isMessage), ...this.log.related];
}
