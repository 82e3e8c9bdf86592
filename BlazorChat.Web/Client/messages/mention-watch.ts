// Finds out which unread messages name the reader. Nobody but the browser can: the server does not know whom a message names.
import { isApiError, isMessage, type Api, type Entry, type MessageEntry } from '../api';
import { namedIn } from '../mentions/names';
import { forgetMentions, markMentions, readMentions, readUpTo } from '../people/mention-marks';
import { openEntry } from './opening';
import { ReadingRoom } from './reading-room';
import type { World } from './world';

/** The newest unread ones of a conversation. */
const mostOpened = 200;
const pageSize = 100;
/** Conversations whose chains and keys stay at hand. */
const mostKept = 10;

/**
 * Opens what is unread in the background: once the page has been there for a while, one conversation after the other, one message after
 * the other, with one request at a time. When something newer comes, that is opened; what was opened is not opened again.
 */
export class MentionWatch {
  private readonly rooms = new Map<string, ReadingRoom>();
  private readonly peers = new Map<string, string | null>();
  /** The newest of each conversation that may have something to open. */
  private readonly waiting = new Map<string, number>();
  /** Up to where it is opened. */
  private readonly opened = new Map<string, number>();
  private readonly world: World;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  private looked = false;
  private stopped = false;

  constructor(world: World) {
    this.world = { ...world, api: oneAtATime(world.api) };
    this.later();
  }

  /** There is something up to this place. */
  came(conv: string, seq: number): void {
    if (this.world.pace.countMs === undefined) return;
    this.waiting.set(conv, Math.max(seq, this.waiting.get(conv) ?? 0));
    this.later();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    forgetMentions();
  }

  private later(): void {
    const { countMs } = this.world.pace;
    if (countMs === undefined || this.timer !== null || this.running || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.world.background.run(this.run());
    }, countMs);
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      if (!this.looked) await this.look();
      for (const [conv, seq] of [...this.waiting]) await this.openUpTo(conv, seq).catch((error: unknown) => this.leave(conv, error));
    } catch (error) {
      // No answer: the next turn tries again.
      if (!isApiError(error)) throw error;
    } finally {
      this.running = false;
      if (this.waiting.size > 0 || !this.looked) this.later();
    }
  }

  /** One that is not to be had, left meanwhile, does not keep the others waiting. */
  private leave(conv: string, error: unknown): void {
    if (!isApiError(error) || error.isTransient) throw error;
    this.waiting.delete(conv);
  }

  private async look(): Promise<void> {
    for (const { conv, peer, readSeq, lastSeq } of await this.world.api.conversations()) {
      this.peers.set(conv, peer);
      readMentions(conv, readSeq);
      if (lastSeq > readSeq) this.waiting.set(conv, Math.max(lastSeq, this.waiting.get(conv) ?? 0));
    }
    this.looked = true;
  }

  /** Nothing is asked of a conversation without anything unread. */
  private async openUpTo(conv: string, seq: number): Promise<void> {
    const from = Math.max(readUpTo(conv), this.opened.get(conv) ?? 0);
    if (this.stopped) return;
    if (seq > from) {
      // Begun since.
      if (!this.peers.has(conv)) await this.look();
      const entries = await this.unread(conv, from);
      await this.openAll(conv, entries.filter(isMessage).slice(-mostOpened));
      this.opened.set(conv, Math.max(seq, entries.at(-1)?.seq ?? 0));
    }
    if ((this.waiting.get(conv) ?? 0) <= Math.max(seq, this.opened.get(conv) ?? 0)) this.waiting.delete(conv);
  }

  private async unread(conv: string, from: number): Promise<Entry[]> {
    const found: Entry[] = [];
    for (let before: number | undefined; found.length < mostOpened;) {
      const { entries } = await this.world.api.messages(conv, before === undefined ? { limit: pageSize } : { before, limit: pageSize });
      found.unshift(...entries.filter(({ seq }) => seq > from));
      if (entries.length < pageSize || entries[0]!.seq <= from + 1) break;
      before = entries[0]!.seq;
    }
    return found;
  }

  private async openAll(conv: string, entries: readonly MessageEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const room = await this.room(conv);
    const own = this.world.device.user;
    for (const entry of entries) {
      // It may be read meanwhile.
      if (this.stopped || entry.seq <= readUpTo(conv)) continue;
      const opened = await openEntry(room, entry, false);
      if (!opened.ok || opened.author.user === own) continue;
      const { body } = opened.message;
      if (body.t === 'text' && 'mentions' in body && body.mentions.includes(own) && await this.stands(own, body.text)) markMentions(conv, [entry.seq]);
    }
  }

  /** A list that names somebody whose name does not stand in the text counts for nothing. */
  private async stands(own: string, text: string): Promise<boolean> {
    const me = await this.world.people.get(own);
    return me === null || namedIn(text, [me], new Set([own])).length > 0;
  }

  private async room(conv: string): Promise<ReadingRoom> {
    const known = this.rooms.get(conv);
    const room = known ?? new ReadingRoom(this.world, conv, this.peers.get(conv) ?? null);
    if (known === undefined) this.rooms.set(conv, room);
    if (this.rooms.size > mostKept) this.rooms.delete(this.rooms.keys().next().value!);
    await room.room.refresh();
    return room;
  }
}

/** The same calls, each after the one before. None of them calls another. */
function oneAtATime(api: Api): Api {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(api, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return (...parameters: unknown[]) => {
        const next = last.then(() => Reflect.apply(call, target, parameters) as unknown);
        last = next.catch(() => undefined);
        return next;
      };
    },
  });
}
