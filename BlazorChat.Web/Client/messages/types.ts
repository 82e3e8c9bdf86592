// What the timeline and the composer see of a conversation. No DOM here and no keys: the elements show
// what stands in these types and nothing else.
import type { May } from './may-change';
import type { Passing } from '../presence/passing';
import type { Proof } from './proof';
import type { RoomActs } from '../rooms/room-acts';
import type { RoomView } from '../rooms/room-view';
import type { TrustBook } from '../trust/trust-book';
import type { Period, Portion } from './transcript';

/** One thing to say about a message or a conversation; `code` names a sentence of the client's texts. */
export interface Mark {
  readonly code: MarkCode;
  readonly params: Params;
}

export type Params = Readonly<Record<string, string | number>>;

/**
 * `sender-removed`: who sent it has been removed, or its device has, since.
 * `recipients-differ`: the sender, or we, had not yet seen that somebody joined or left.
 * `seen-missing`: it answers to a message that this conversation does not have.
 * `repeat-differs`: the same device sent another message with the same number.
 */
export type MarkCode = 'sender-removed' | 'recipients-differ' | 'seen-missing' | 'repeat-differs';

export interface MessageRow {
  readonly kind: 'message';
  /** The uuid inside the signed message: the same while sending and after. */
  readonly id: string;
  /** H of the inner JWS, by which other messages name it; null until it stands in the log. */
  readonly hash: string | null;
  /** Null until the server has given it its place. */
  readonly seq: number | null;
  /** Unix milliseconds: the server's time, for unsent ones our own. */
  readonly at: number;
  /** `name` as certified; `chosen`: what they call themselves, if anything else. */
  readonly author: { readonly user: string; readonly name: string; readonly chosen?: string | null; readonly own: boolean };
  readonly text: string;
  /** Hash of the message it answers; null: none. */
  readonly reply: string | null;
  /** The users it names, as its sender says. */
  readonly mentions: readonly string[];
  readonly state: 'sending' | 'sent' | 'failed';
  /** Only with `failed`: why, as a code. */
  readonly error?: SendErrorCode;
  readonly marks: readonly Mark[];
  /** When what stands here was written, if it is not what was first. */
  readonly edited?: number;
  /** It is no more: its text is empty. */
  readonly deleted?: Deleted;
  /** One's own edit or deletion of it that is on its way, or (`failed`) waits for its writer: `retry` and `discard` take this id. */
  readonly pending?: { readonly id: string; readonly what: 'edit' | 'delete' };
}

export interface Deleted {
  /** By whom, as certified. */
  readonly user: string;
  readonly name: string;
  readonly byAuthor: boolean;
  readonly at: number;
  /** Edits of it that are no more either. */
  readonly edits: number;
}

export interface NoticeRow {
  readonly kind: 'notice';
  readonly id: string;
  readonly seq: number | null;
  readonly at: number;
  readonly code: NoticeRowCode;
  readonly params: Params;
}

/**
 * `room-…`: an entry of the room chain (params: actor, actorName, user, userName, role).
 * `gap`: messages of one device are missing (params: user, userName, count).
 * `unreadable`: a message that failed a check (params: check, user, userName).
 * `not-for-this-device`: sent before this device was added, its key is not here (yet). `before-you`: of a room whose history is not shared, from before
 * we came. `key-wanted`: of one whose history is, until a member hands us the key.
 * `update-needed`: from a newer version of this program.
 * `withheld`: the server does not give a message, and nothing shows that it was deleted.
 * `change-…`: somebody tried to change or delete what is not theirs (`foreign`, `foreign-delete`), is not there (`unknown`), or is no message
 * of its own (`of-change`).
 */
export type NoticeRowCode =
  | 'room-create' | 'room-add' | 'room-remove' | 'room-role' | 'room-leave' | 'room-succeed' | 'room-new-base'
  | 'room-join' | 'gap' | 'unreadable' | 'not-for-this-device' | 'before-you' | 'key-wanted' | 'update-needed' | 'withheld'
  | 'change-foreign' | 'change-foreign-delete' | 'change-unknown' | 'change-of-change';

export type Row = MessageRow | NoticeRow;

/** Something about the whole conversation, shown above it until it is over. */
export interface Notice {
  readonly code: NoticeCode;
  readonly params: Params;
  /** `accept`: call `accept(params.user, head)`. `devices`: go to one's own devices. `reload`: load the page anew. */
  readonly action?: 'accept' | 'devices' | 'reload' | 'take-back' | 'succeed' | 'rejoin';
  /** Only with `accept`: the newest entry (its hash) of the chain that this speaks of. */
  readonly head?: string;
}

/**
 * Alarms (nothing can be sent): `pin-broken` (a user's chain does not continue what we saw; user, name),
 * `own-device-unknown` (a device under our own name that this one did not add; user, device),
 * `room-unknown` (messages speak of a membership the server does not show), `room-broken` (the room's chain is
 * not valid or does not continue what we saw), `chain-broken` (a user's chain is not valid; user, name),
 * `crl-rollback` (an older revocation list than one we saw), `root-changed` (a root that no known one certified).
 * Warnings (to be accepted before sending): `new-base` (a user began anew; user, name).
 * States: `crl-old` (revocations older than 48 h), `crl-expired` (read only), `no-device` (the other has no active
 * device; user, name), `own-device-removed`, `not-a-member`, `not-taken-back` (we began anew, a member must take us
 * back), `rejoin` (the same in an open room, where one comes back by oneself), `no-admin` (nobody who administers the room has a device left, and
 * we are the one to take over), `member-outdated` (a member of a room we administer began anew and is to be taken back; user, name), `offline`, `update-needed`.
 */
export type NoticeCode =
  | 'pin-broken' | 'own-device-unknown' | 'room-unknown' | 'room-broken' | 'chain-broken' | 'crl-rollback' | 'root-changed' | 'new-base'
  | 'crl-old' | 'crl-expired' | 'no-device' | 'own-device-removed' | 'not-a-member' | 'not-taken-back' | 'rejoin' | 'member-outdated' | 'no-admin' | 'offline' | 'update-needed';

export type ConversationStatus = 'loading' | 'ready' | 'offline' | 'read-only' | 'alarm';

/** Of the other person of a dm. `ready` for rooms. */
export type PeerState = 'unknown' | 'ready' | 'no-device' | 'new-base' | 'alarm' | 'not-found';

/** Why `send` does not take a text (its promise rejects with `SendError`), or why a row has failed. */
export type SendErrorCode =
  | 'empty' | 'too-long' | 'read-only' | 'alarm' | 'no-device' | 'not-accepted' | 'storage'
  | 'not-a-member' | 'blocked' | 'blocking' | 'blocked-by' | 'archived' | 'expired' | 'not-found' | 'restored' | 'clock' | 'refused' | 'gone';

export class SendError extends Error {
  constructor(readonly code: SendErrorCode) {
    super(code);
    this.name = 'SendError';
  }
}

export interface SendOptions {
  /** Hash of the message that this one answers. */
  readonly reply?: string | null;
  /** Users. */
  readonly mentions?: readonly string[];
}

/** Up to where the reader has cleared the history, or it is deleted: the last of what is not shown. */
export interface ClearedHistory {
  readonly seq: number;
  readonly at: number;
  /** In this browser alone. */
  readonly here: boolean;
  /** Not by the reader: it is deleted for its age, for everybody. */
  readonly old?: true;
}

/** One of a conversation, as they may be named. */
export interface Member {
  readonly user: string;
  readonly username: string;
  /** As certified. */
  readonly name: string;
  /** What they call themselves, if anything else. */
  readonly chosen: string | null;
}

export interface ConversationRef {
  readonly conv?: string;
  readonly peer?: string;
}

export interface Conversation {
  /** Null while a dm has not been made: it is made at the first send. */
  readonly conv: string | null;
  /** The other person of a dm, null in rooms. */
  readonly peer: string | null;
  readonly status: ConversationStatus;
  readonly notices: readonly Notice[];
  readonly peerState: PeerState;
  /** What a room is called, as the server said when it was opened; null: a dm, or never named. */
  readonly roomName: string | null;
  /** By the verified chain; null: a dm, or not loaded. */
  readonly room: RoomView | null;
  /** The directory's name of the peer, as certified; null while unknown. */
  readonly peerName: string | null;
  /** False while older messages can be loaded. */
  readonly atBeginning: boolean;
  /** False while newer messages can be loaded (after `show`). */
  readonly atEnd: boolean;
  /** How far we have read, as the server knows. */
  readonly readSeq: number;
  /** Null: nothing was cleared. */
  readonly cleared: ClearedHistory | null;
  /** For how many days messages are kept on the server; null: for ever, or not known. */
  readonly retainDays: number | null;
  /** The newest `seq` held: what changes a message has one and no row. */
  readonly held: number;

  /** In order: by `seq`, then what is not yet sent. A row that did not change is the same object. */
  rows(): readonly Row[];
  /** Called (at most once a task) after rows, notices, status or peerState changed. Returns the end of it. */
  subscribe(changed: () => void): () => void;

  /**
   * Who is in it by the verified chain (of a dm: the two), as far as their names are known; asking makes the others known, which is told as a
   * change. The same list while it says the same.
   */
  members(): readonly Member[];

  /** False: the beginning is reached. */
  loadOlder(): Promise<boolean>;
  /** False: the end is reached. */
  loadNewer(): Promise<boolean>;
  /** Replaces the rows by those around this place; null: by the newest. */
  show(seq: number | null): Promise<void>;

  /** Resolves when the text is durably in the outbox; rejects with `SendError` when it cannot be taken. */
  send(text: string, options?: SendOptions): Promise<void>;
  /** As `send`: another text for one's own message. */
  edit(hash: string, text: string): Promise<void>;
  /** As `send`: deletes a message for everyone. */
  remove(hash: string): Promise<void>;
  /** Whether one may. */
  may(row: MessageRow): May;
  /** The message that another answers, as it was last seen here; null: it never was. */
  quoted(hash: string): MessageRow | null;
  retry(id: string): void;
  discard(id: string): void;

  /**
   * Accepts an alarm or a new base of this user, as the notice with this head showed it. False: the chain has moved on meanwhile, nothing
   * was accepted, and the notice shows anew.
   */
  accept(user: string, head: string): Promise<boolean>;
  /** Takes over a room that nobody administers any more. */
  succeed(): Promise<void>;
  /** Comes back into an open room under one's new base. */
  rejoin(): Promise<void>;
  /** What this person is called here; null: not known. */
  nameOf(user: string): Promise<string | null>;
  /** From this place on it is unread again, on all devices. Rejects with `ApiError`. */
  markUnread(seq: number): Promise<void>;
  /** Everything shown is read. */
  markRead(): void;
  /** Somebody begins to read here: what they had marked as unread counts as read again once they see it. */
  beginReading(): void;

  /** From one end to the other, read anew in pages and verified, for who wants to keep it; nothing while there is no conversation. */
  transcript(period: Period, signal: AbortSignal): AsyncIterable<Portion>;
  /** What others need to check the signatures of these keys by themselves; null: there is no conversation. */
  proof(kids: ReadonlySet<string>, signal: AbortSignal): Promise<Proof | null>;

  /** What was being written here before, '' if nothing. */
  loadDraft(): Promise<string>;
  saveDraft(text: string): Promise<void>;
}

export interface ChatEngine {
  readonly user: string;
  readonly device: string;
  readonly rooms: RoomActs;
  readonly trust: TrustBook;
  /** The same object for the same conversation while the engine lives. */
  conversation(ref: ConversationRef): Conversation;
  /** New entries from the circuit. Returns the last `seq` held, gapless, of each conversation named. */
  deliver(batch: Batch): Record<string, number>;
  /** The circuit is there (true) or gone (false: the open conversations poll). */
  setOnline(online: boolean): void;
  /** A dm was made by its first send. */
  onCreated(created: (conv: string, peer: string) => void): () => void;
  stop(): void;
}

/** What the circuit delivers: entries of the open conversation, the newest place of the others, users whose chains changed, the newest CRL number. */
export interface Batch {
  readonly entries: readonly DeliveredEntry[];
  readonly heads?: readonly { readonly conv: string; readonly seq: number }[];
  readonly users: readonly string[];
  readonly crl: number | null;
  /** The user has cleared a history, or taken that back. */
  readonly cleared: boolean;
  /** Members who ask for the earlier keys of a room. */
  readonly wanted?: readonly { readonly conv: string; readonly user: string }[];
  /** What others do just now in the conversation that is shown. */
  readonly passing?: readonly Passing[];
}

export type DeliveredEntry = { readonly conv: string } & import('../api/wire').Entry;
