// A conversation without an engine, for the tests of the elements.
import type { May } from '../may-change';
import type { Proof } from '../proof';
import type { Period, Portion } from '../transcript';
import { SendError, type ChatEngine, type ClearedHistory, type Conversation, type ConversationStatus, type Member, type MessageRow, type Notice, type PeerState, type Row, type SendErrorCode, type SendOptions } from '../types';

export const reader = '3f2b8c1e-0000-4000-8000-000000000001';
export const anna = '9ac41d77-0000-4000-8000-000000000002';

export function message(seq: number | null, text: string, more: Partial<MessageRow> = {}): MessageRow {
  const own = more.author?.own ?? false;
  return {
    kind: 'message', id: more.id ?? `m${seq ?? text}`, hash: seq === null ? null : `hash ${seq}`, seq, at: 1_700_000_000_000 + (seq ?? 0) * 1_000,
    author: { user: own ? reader : anna, name: own ? 'Bob' : 'Anna', own }, text, reply: null, mentions: [], state: 'sent', marks: [], ...more,
  };
}

export const byReader = { user: reader, name: 'Bob', own: true } as const;

export class FakeConversation implements Conversation {
  conv: string | null = 'conv';
  peer: string | null = anna;
  status: ConversationStatus = 'ready';
  notices: Notice[] = [];
  peerState: PeerState = 'ready';
  peerName: string | null = 'Anna';
  room: Conversation['room'] = null;
  roomName: string | null = null;
  atBeginning = true;
  atEnd = true;
  readSeq = 0;
  cleared: ClearedHistory | null = null;
  retainDays: number | null = null;
  draft = '';
  /** What a notice shows has changed since. */
  movedOn = false;
  refuses: SendErrorCode | null = null;
  readonly sent: string[] = [];
  readonly options: SendOptions[] = [];
  readonly saved: string[] = [];
  readonly calls: string[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(private current: Row[] = []) {}

  known: readonly Member[] = [{ user: reader, username: 'bob', name: 'Bob', chosen: null }, { user: anna, username: 'anna', name: 'Anna', chosen: null }];
  members = (): readonly Member[] => this.known;

  rows = (): readonly Row[] => this.current;

  become(rows: Row[]): void {
    this.current = rows;
    this.tell();
  }

  tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  async send(text: string, options: SendOptions = {}): Promise<void> {
    if (this.refuses !== null) throw new SendError(this.refuses);
    this.sent.push(text);
    this.options.push(options);
  }

  get held(): number { return Math.max(this.readSeq, ...this.current.map(({ seq }) => seq ?? 0)); }
  /** What may be done with which messages, by hash. */
  mays: Readonly<Record<string, May>> = {};
  may = ({ hash }: MessageRow): May => this.mays[hash ?? ''] ?? { edit: false, remove: false };
  quoted = (hash: string): MessageRow | null => this.current.find((row): row is MessageRow => row.kind === 'message' && row.hash === hash) ?? null;
  edit = async (hash: string, text: string): Promise<void> => {
    if (this.refuses !== null) throw new SendError(this.refuses);
    this.calls.push(`edit ${hash} ${text}`);
  };
  remove = async (hash: string): Promise<void> => void this.calls.push(`remove ${hash}`);

  async loadDraft(): Promise<string> {
    return this.draft;
  }

  async saveDraft(text: string): Promise<void> {
    this.draft = text;
    this.saved.push(text);
  }

  loadOlder = async (): Promise<boolean> => false;
  loadNewer = async (): Promise<boolean> => false;
  show = async (seq: number | null): Promise<void> => void this.calls.push(`show ${seq}`);
  retry = (id: string): void => void this.calls.push(`retry ${id}`);
  discard = (id: string): void => void this.calls.push(`discard ${id}`);
  accept = async (user: string, head: string): Promise<boolean> => {
    this.calls.push(`accept ${user} ${head}`);
    return !this.movedOn;
  };
  portions: Portion[] = [];
  evidence: Proof | null = null;
  async *transcript(period: Period, signal: AbortSignal): AsyncGenerator<Portion> {
    this.calls.push(`transcript ${period.from} ${period.to}`);
    for (const portion of this.portions) {
      signal.throwIfAborted();
      yield portion;
    }
  }
  nameOf = async (user: string): Promise<string | null> => (user === anna ? 'Anna' : null);
  proof = async (): Promise<Proof | null> => this.evidence;
  succeed = async (): Promise<void> => void this.calls.push('succeed');
  rejoin = async (): Promise<void> => void this.calls.push('rejoin');
  markUnread = async (seq: number): Promise<void> => void this.calls.push(`unread ${seq}`);
  markRead = (): void => void this.calls.push('read');
  beginReading = (): void => {};
}

export function fakeEngine(conversation: Conversation, more: Partial<ChatEngine> = {}): ChatEngine {
  return {
    user: reader, device: 'device', rooms: {} as ChatEngine['rooms'], trust: {} as ChatEngine['trust'], conversation: () => conversation, deliver: () => ({}),
    setOnline: () => undefined, onCreated: () => () => undefined, stop: () => undefined, ...more,
  };
}
