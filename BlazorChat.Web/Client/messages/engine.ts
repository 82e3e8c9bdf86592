import { isApiError, type Entry } from '../api';
import { CryptoError } from '../crypto/errors';
import { quietly } from '../rooms/hand-over';
import { RoomActs } from '../rooms/room-acts';
import { TrustBook } from '../trust/trust-book';
import { OpenConversation } from './conversation';
import { MentionWatch } from './mention-watch';
import type { Batch, ChatEngine, Conversation, ConversationRef, DeliveredEntry } from './types';
import type { World } from './world';

/** Lists grow old and certificates expire while a page stays open. */
const lookEveryMs = 30 * 60 * 1000;

/** All conversations of this page. */
export class Engine implements ChatEngine {
  private readonly conversations: OpenConversation[] = [];
  private readonly watchers = new Set<(conv: string, peer: string) => void>();
  private readonly clockwork: ReturnType<typeof setInterval>;
  private readonly mentions: MentionWatch;
  private online = true;
  readonly rooms: RoomActs;
  readonly trust: TrustBook;

  /** `end`: of what goes on beside it. */
  constructor(private readonly world: World, private readonly end: () => void = () => {}) {
    this.trust = new TrustBook(world.people, world.db, world.device.user);
    this.rooms = new RoomActs(world, conv => this.conversations.find(open => open.conv === conv)?.chainRoom ?? null);
    this.mentions = new MentionWatch(world);
    this.clockwork = setInterval(() => {
      world.background.run(this.lookAgain(null));
      world.background.run(this.renew());
    }, lookEveryMs);
    world.clearings.onChange(() => this.lookForClearing());
    world.background.run(this.goOn());
    world.background.run(quietly(this.rooms.bringIn()));
    world.background.run(this.renew());
  }

  get user() { return this.world.device.user; }
  get device() { return this.world.device.device; }

  conversation(ref: ConversationRef): Conversation {
    const known = this.conversations.find(open =>
      (ref.conv !== undefined && open.conv === ref.conv) || (ref.peer !== undefined && open.peer === ref.peer));
    return known ?? this.open(ref);
  }

  deliver({ entries, heads, users, crl, cleared, wanted }: Batch): Record<string, number> {
    const held: Record<string, number> = {};
    for (const { conv, seq } of heads ?? []) this.mentions.came(conv, seq);
    for (const [conv, list] of byConversation(entries)) {
      held[conv] = Math.max(...list.map(({ seq }) => seq));
      this.mentions.came(conv, held[conv]);
      const open = this.conversations.filter(conversation => conversation.conv === conv);
      for (const conversation of open) {
        conversation.take(list);
        // While it loads it holds nothing, and will fetch what came meanwhile.
        if (conversation.held > 0) held[conv] = conversation.held;
      }
      // It may be a dm that somebody has just begun with us.
      if (open.length === 0) for (const conversation of this.conversations) conversation.lookForDm();
    }
    if (cleared) this.lookForClearing();
    for (const { conv, user } of wanted ?? []) this.world.background.run(this.rooms.handTo(conv, user));
    if (users.length > 0 || (crl !== null && crl > this.world.trust.crl.number)) {
      this.world.people.forget(users);
      this.world.background.run(this.lookAgain(crl, users));
    }
    return held;
  }

  setOnline(online: boolean): void {
    if (this.online === online) return;
    this.online = online;
    for (const conversation of this.conversations) conversation.setOnline(online);
  }

  onCreated(created: (conv: string, peer: string) => void): () => void {
    this.watchers.add(created);
    return () => void this.watchers.delete(created);
  }

  stop(): void {
    this.end();
    this.mentions.stop();
    this.world.background.end();
    clearInterval(this.clockwork);
    for (const conversation of this.conversations) conversation.stop();
    this.watchers.clear();
    this.world.outbox.close();
    this.world.clearings.close();
    this.world.db.close();
  }

  private lookForClearing(): void {
    for (const conversation of this.conversations) conversation.lookForClearing();
  }

  private open(ref: ConversationRef): OpenConversation {
    const conversation: OpenConversation = new OpenConversation(this.world, ref, this.rooms, (conv, made) => {
      if (made) for (const watcher of [...this.watchers]) watcher(conv, conversation.peer!);
    });
    this.conversations.push(conversation);
    if (!this.online) conversation.setOnline(false);
    return conversation;
  }

  /** Texts that an earlier page left behind go out without their conversation being opened. */
  private async goOn(): Promise<void> {
    for (const place of await this.world.outbox.places()) {
      const [kind, id] = place.split(' ') as ['user' | 'conv', string];
      this.conversation(kind === 'user' ? { peer: id } : { conv: id });
    }
  }

  /** Who signs in seldom stays certified too. Without an answer, or refused, the next turn tries again, and so does who sends. */
  private async renew(): Promise<void> {
    await this.world.renewal.ifDue().catch((error: unknown) => {
      if (!isApiError(error) && !(error instanceof CryptoError)) throw error;
    });
  }

  /** A new list may concern anybody, a changed chain who has to do with that user. `crl`: its number, null: look whether there is one. */
  private async lookAgain(crl: number | null, users: readonly string[] = []): Promise<void> {
    const { trust } = this.world;
    const ask = crl === null ? users.length === 0 : crl > trust.crl.number;
    const newList = ask && await trust.refresh().catch(() => false);
    const everybody = newList || users.length === 0;
    await Promise.all(this.conversations.filter(open => everybody || open.concerns(users)).map(open => open.lookAgain()));
  }
}

function byConversation(entries: readonly DeliveredEntry[]): Map<string, Entry[]> {
  const lists = new Map<string, Entry[]>();
  for (const { conv, ...entry } of entries) lists.set(conv, [...lists.get(conv) ?? [], entry as Entry]);
  return lists;
}
