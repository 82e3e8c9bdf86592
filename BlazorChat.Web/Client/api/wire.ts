// The shapes of /api. Times (`at`) are Unix milliseconds, binary is canonical base64url.
// Nothing here is trusted: chains, certificates, manifests and messages are verified by who uses them.

/** Both certificates; or an administrator decides first, and since when that is waited for. */
export type EnrolAnswer = { readonly sig: string; readonly enc: string } | { readonly pending: true; readonly at: number };

export interface Me {
  readonly user: string;
  readonly username: string;
  readonly name: string;
  /** What one calls oneself; null: nothing else. */
  readonly chosen: string | null;
  readonly admin: boolean;
  /** The device this session is bound to. */
  readonly device: string | null;
  /** The origin that `chat-auth` must name. */
  readonly boundTo: string;
  readonly disabled: boolean;
}

export interface UserChainAnswer {
  readonly user: string;
  readonly username: string;
  readonly name: string;
  /** What they call themselves; null: nothing else. */
  readonly chosen: string | null;
  readonly entries: readonly { readonly jws: string; readonly at: number }[];
  /** Every certificate ever issued for a kid. */
  readonly certs: Readonly<Record<string, readonly string[]>>;
  readonly pendingReset: { readonly device: string; readonly at: number } | null;
}

export interface ChainHead {
  readonly n: number;
  readonly head: string;
}

export interface KeyAnswer {
  readonly kid: string;
  readonly user: string;
  readonly device: string;
  readonly use: 'sig' | 'enc';
  readonly certs: readonly string[];
}

export interface RecoveryAnswer {
  readonly jwe: string | null;
  readonly sig?: string;
  readonly enc?: string;
}

/** What a user keeps for their own devices. Null: nothing. */
export interface OwnRecordAnswer {
  readonly n: number;
  readonly at: number;
  readonly jwe: GeneralJwe | null;
}

export type OwnRecordKind = 'settings' | 'names';

export type Choice = 'online' | 'dnd' | 'invisible';

/** How one has chosen to be seen. */
export interface OwnStatus {
  readonly status: Choice;
  readonly line: string | null;
  /** When the line goes; null: it stays. */
  readonly until: number | null;
}

export interface StatusChange {
  readonly status: Choice;
  readonly line: string;
  /** For how long the line stays; null: until it is changed. */
  readonly minutes: number | null;
  /** As long as the line that is there. */
  readonly keep: boolean;
}

/** How far others have read, as far as they tell. */
export interface Readers {
  /** False: one tells nobody, and is told of nobody. */
  readonly tells: boolean;
  /** Whether the circuit tells of more. */
  readonly live: boolean;
  /** How many have read so far; more perhaps than are named. */
  readonly count: number;
  readonly readers: readonly { readonly user: string; readonly seq: number }[];
}

export interface FoundUser {
  readonly user: string;
  readonly username: string;
  readonly name: string;
  readonly chosen: string | null;
  readonly hasDevice: boolean;
}

/** A group of the organisation's directory. */
export interface ListedGroup {
  readonly id: string;
  readonly name: string;
}

export interface GroupPeople {
  readonly name: string;
  /** Who has an account and a device here. */
  readonly users: readonly FoundUser[];
  /** How many of the group have none. */
  readonly without: number;
  /** It has more people than are looked at. */
  readonly more: boolean;
}

export type ConversationKind = 'dm' | 'private' | 'open';

export interface ConversationSummary {
  readonly conv: string;
  readonly kind: ConversationKind;
  readonly history: 'none' | 'shared';
  readonly peer: string | null;
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly readSeq: number;
  readonly n: number;
  readonly head: string;
  /** As the server keeps them, readable and unsigned. Null: a dm, or a room that was never named. */
  readonly name: string | null;
  readonly topic: string | null;
  readonly colour: RoomColour | null;
  readonly archived: boolean;
  /** Messages above the read position. */
  readonly unread: number;
  readonly muted: boolean;
  readonly favourite: boolean;
  /** This user has blocked the other one of the dm. */
  readonly blocked: boolean;
  /** Null: not a member of this open room. */
  readonly role: 'admin' | 'member' | null;
  readonly members: number;
}

export type RoomColour = 'grey' | 'blue' | 'green' | 'yellow' | 'orange' | 'red' | 'pink' | 'purple';

/** What a room is called, for everybody who sees it. */
export interface RoomProfile {
  readonly name: string;
  readonly topic: string;
  readonly colour: RoomColour;
}

/** An open room as the directory lists it. */
export interface ListedRoom {
  readonly conv: string;
  /** Null: it was never named. */
  readonly name: string | null;
  readonly topic: string;
  readonly colour: RoomColour;
  readonly members: number;
  readonly joined: boolean;
  readonly lastAt: number;
}

/** A room that everybody here is to be in. Null: nobody has made it so far. */
export interface DefaultRoom {
  readonly slot: string;
  readonly name: string;
  readonly topic: string;
  readonly colour: RoomColour;
  readonly conv: string | null;
}

/** A member's own wishes for a conversation. */
export interface OwnSettings {
  readonly muted?: boolean;
  readonly favourite?: boolean;
  readonly hidden?: boolean;
}

export interface BlockedPerson {
  readonly user: string;
  readonly name: string;
  readonly chosen: string | null;
}

interface MessagePlace {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'message';
  readonly user: string;
  readonly device: string;
  readonly n: number;
  /** The place of the message that this one edits or deletes, as its sender said in the clear. */
  readonly about?: number;
}

export interface MessageEntry extends MessagePlace {
  readonly jwe: string;
}

/** What is left of a message that was deleted, or of an edit of one. */
export interface RemovedEntry extends MessagePlace {
  readonly jwe: null;
  /** The place of the deletion. */
  readonly removedBy: number;
}

export interface RoomEntry {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'room';
  readonly n: number;
  readonly jws: string;
}

export type Entry = MessageEntry | RemovedEntry | RoomEntry;

/** What is left of a message that was deleted for its age. On no page; only told to who asks for their own last. */
export interface ExpiredEntry extends MessagePlace {
  readonly jwe: null;
  readonly expired: true;
}


/** The last entry of what a reader has cleared: this one and those before are not shown. */
export interface Cleared {
  readonly seq: number;
  readonly at: number;
}

export interface ClearAnswer {
  /** By which it can be undone. */
  readonly at: number;
  /** Of how many something was cleared. */
  readonly conversations: number;
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** What became last of messages on this page, where that stands behind it. */
  readonly related: readonly Entry[];
  /** The newest `seq` of the conversation. */
  readonly last: number;
  /** More lies beyond this page in the direction asked. */
  readonly more: boolean;
  /** By this reader, on all devices. What is cleared is on no page. */
  readonly cleared: Cleared | null;
  /** Deleted for its age, for everybody: on no page either. */
  readonly expired: Cleared | null;
  /** For how many days messages are kept here; null: for ever. */
  readonly retainDays: number | null;
}

export type PageQuery = { readonly limit?: number } & (
  | { readonly before?: number }
  | { readonly after: number }
  | { readonly around: number }
);

export interface JweRecipient {
  readonly header: { readonly alg: string; readonly kid: string };
  readonly encrypted_key: string;
}

interface JweBody {
  readonly protected: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

/** JWE General JSON: a session key for many. */
export type GeneralJwe = JweBody & { readonly recipients: readonly JweRecipient[] };

/** JWE Flattened JSON: a session key for one. */
export type FlattenedJwe = JweBody & JweRecipient;

export interface SessionAnswer {
  readonly manifest: string;
  readonly at: number;
  /** Null: not granted to this device. */
  readonly jwe: FlattenedJwe | null;
}

export interface SessionListed {
  readonly key: string;
  readonly at: number;
  readonly signer: { readonly user: string; readonly device: string };
}

export interface BundleAnswer {
  readonly jwe: string;
  readonly at: number;
  readonly user: string;
  readonly device: string;
}

export interface RoomChainEntry {
  readonly jws: string;
  readonly seq: number;
  readonly at: number;
}

export interface Posted {
  readonly n: number;
  readonly jwe: string;
  /** The place of the message that this one edits, or, with `remove`, deletes. */
  readonly about?: number;
  readonly remove?: true;
}

export interface Sent {
  readonly seq: number;
  readonly at: number;
}
