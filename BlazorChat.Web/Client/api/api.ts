import { allConversations, type ConversationPage } from './conversation-pages';
import { Transport, type Fetch } from './transport';
import type {
  BlockedPerson, BundleAnswer, ChainHead, ClearAnswer, ConversationSummary, DefaultRoom, EnrolAnswer, EntryPage, FoundUser, GeneralJwe, GroupPeople, KeyAnswer, ListedGroup, ListedRoom, Me,
  OwnRecordAnswer, OwnRecordKind, OwnSettings, OwnStatus, PageQuery, Posted, Readers, RecoveryAnswer, RoomChainEntry, RoomProfile, Sent, SessionAnswer, SessionListed,
  StatusChange, UserChainAnswer,
} from './wire';

/** The most that the server gives. */
const conversationsAtOnce = 200;

/** The server as the client sees it: one method an endpoint. Every method rejects with `ApiError`. */
export class Api {
  private readonly http: Transport;

  constructor(fetcher?: Fetch) {
    this.http = new Transport(fetcher);
  }

  // Accounts and devices
  me = () => this.http.json<Me>('/api/me');
  nonce = async () => (await this.http.json<{ nonce: string }>('/api/nonce')).nonce;
  signOut = () => this.http.json<void>('/api/session', { method: 'DELETE' });
  bindDevice = (jws: string) => this.http.json<{ device: string }>('/api/session/device', { method: 'PUT', body: { jws } });
  enrol = (device: string, sig: string, enc: string) =>
    this.http.json<EnrolAnswer>('/api/devices', { method: 'POST', body: { device, sig, enc } });
  /** Since when the keys of this device wait for an administrator. */
  waitsSince = async (device: string) => (await this.http.json<{ at: number | null }>(`/api/devices/${device}/request`)).at;
  recovery = () => this.http.json<RecoveryAnswer>('/api/recovery');
  saveRecovery = (jwe: string, sig: string, enc: string) =>
    this.http.json<void>('/api/recovery', { method: 'PUT', body: { jwe, sig, enc } });

  // What a user keeps for their own devices
  ownRecord = (kind: OwnRecordKind) => this.http.json<OwnRecordAnswer>(`/api/me/records/${kind}`);
  /** `n`: one more than that of the version it replaces; if that is not the newest any more, `record-changed`. */
  putOwnRecord = (kind: OwnRecordKind, n: number, jwe: GeneralJwe) =>
    this.http.json<void>(`/api/me/records/${kind}`, { method: 'PUT', body: { n, jwe } });
  /** `n`: the version that "there is none" becomes, if it is not further already. */
  dropOwnRecord = (kind: OwnRecordKind, n: number) => this.http.json<void>(`/api/me/records/${kind}`, { method: 'DELETE', query: { n } });

  /** The name that others see first. Answers with it as it is shown; null: the directory's, which it is. */
  chooseName = async (name: string) => (await this.http.json<{ chosen: string | null }>('/api/me/name', { method: 'PUT', body: { name } })).chosen;
  /** Others see the directory's name again. */
  dropName = () => this.http.json<void>('/api/me/name', { method: 'DELETE' });

  /** How others see this user from now on. */
  setStatus = (status: StatusChange) => this.http.json<OwnStatus>('/api/me/status', { method: 'PUT', body: status });
  /** Whether others are told how far one has read, and one of them. */
  tellsReading = async () => (await this.http.json<{ tells: boolean }>('/api/me/reading')).tells;
  tellReading = (tells: boolean) => this.http.json<void>('/api/me/reading', { method: 'PUT', body: { tells } });

  /** Whom this user has blocked. */
  blocked = async () => (await this.http.json<{ people: readonly BlockedPerson[] }>('/api/me/blocked')).people;
  block = (user: string) => this.http.json<void>(`/api/me/blocked/${user}`, { method: 'PUT' });
  unblock = (user: string) => this.http.json<void>(`/api/me/blocked/${user}`, { method: 'DELETE' });

  // People
  users = async (query: string, limit?: number) =>
    (await this.http.json<{ users: FoundUser[] }>('/api/users', { query: { query, limit } })).users;
  /** Groups of the organisation's directory, where it has any. */
  groups = async (query: string) => (await this.http.json<{ groups: ListedGroup[] }>('/api/groups', { query: { query } })).groups;
  groupPeople = (group: string) => this.http.json<GroupPeople>(`/api/groups/${group}/people`);
  /** The hashes of those who have one. Null: nobody here has. */
  photos = async (users: readonly string[]) =>
    (await this.http.json<{ photos: Readonly<Record<string, string>> | null }>(`/api/photos?${users.map(user => `user=${encodeURIComponent(user)}`).join('&')}`)).photos;
  userChain = (user: string) => this.http.json<UserChainAnswer>(`/api/users/${user}/chain`);
  /** Of several; who is not known is left out. */
  userChains = async (users: readonly string[]) =>
    (await this.http.json<{ chains: readonly UserChainAnswer[] }>('/api/users/chains', { method: 'POST', body: { users } })).chains;
  appendUserChain = (user: string, jws: string) =>
    this.http.json<ChainHead | { readonly pending: true }>(`/api/users/${user}/chain`, { method: 'POST', body: { jws } });
  key = (kid: string) => this.http.json<KeyAnswer>(`/api/keys/${kid}`);

  // Conversations
  /** All of them, newest first. */
  conversations = () => allConversations(before =>
    this.http.json<ConversationPage>('/api/conversations', { query: { before, limit: conversationsAtOnce } }));
  dmWith = async (user: string) =>
    (await this.http.json<{ conversation: ConversationSummary | null }>('/api/conversations', { query: { dm: user } })).conversation;
  conversationAt = (conv: string) => this.http.json<ConversationSummary>(at(conv));
  /** `profile`: what a room is called. `slot`: which of the rooms for everybody it is. */
  createConversation = (jws: string, profile?: RoomProfile, slot?: string) =>
    this.http.json<{ conv: string } & Sent>('/api/conversations', { method: 'POST', body: { jws, ...profile, ...(slot === undefined ? {} : { slot }) } });
  /** Open rooms by name and topic. */
  rooms = (query: string, limit?: number) =>
    this.http.json<{ readonly rooms: readonly ListedRoom[]; readonly more: boolean }>('/api/rooms', { query: { query, limit } });
  /** Those this user has not been brought into yet. */
  defaultRooms = async () => (await this.http.json<{ rooms: readonly DefaultRoom[] }>('/api/me/default-rooms')).rooms;
  /** They are not to be offered this one again. */
  dealtWith = (slot: string) => this.http.json<void>(`/api/me/default-rooms/${encodeURIComponent(slot)}`, { method: 'PUT' });
  setProfile = (conv: string, profile: RoomProfile) => this.http.json<void>(`${at(conv)}/profile`, { method: 'PUT', body: profile });
  setArchived = (conv: string, archived: boolean) => this.http.json<void>(`${at(conv)}/archived`, { method: 'PUT', body: { archived } });
  setOwn = (conv: string, settings: OwnSettings) => this.http.json<void>(`${at(conv)}/settings`, { method: 'PUT', body: settings });
  roomChain = async (conv: string, after?: number) =>
    (await this.http.json<{ entries: RoomChainEntry[] }>(`${at(conv)}/chain`, { query: { after } })).entries;
  appendRoomChain = (conv: string, jws: string) =>
    this.http.json<ChainHead & Sent>(`${at(conv)}/chain`, { method: 'POST', body: { jws } });

  // Sessions
  postSession = (conv: string, manifest: string, key: GeneralJwe) =>
    this.http.json<{ key: string; at: number }>(`${at(conv)}/sessions`, { method: 'POST', body: { manifest, key } });
  session = (conv: string, key: string, forRecovery = false) =>
    this.http.json<SessionAnswer>(`${at(conv)}/sessions/${key}`, { query: { for: forRecovery ? 'recovery' : undefined } });
  sessions = async (conv: string, after?: number) =>
    (await this.http.json<{ sessions: SessionListed[] }>(`${at(conv)}/sessions`, { query: { after } })).sessions;
  grant = (conv: string, session: string, key: GeneralJwe) =>
    this.http.json<void>(`${at(conv)}/sessions/${session}/grants`, { method: 'POST', body: { key } });
  postBundle = (conv: string, kid: string, jwe: string) =>
    this.http.json<void>(`${at(conv)}/bundles`, { method: 'POST', body: { kid, jwe } });
  /** A member who is online is asked to hand this user the earlier keys. */
  wantBundles = (conv: string) => this.http.json<void>(`${at(conv)}/bundles/wanted`, { method: 'POST' });
  bundles = async (conv: string, kid: string) =>
    (await this.http.json<{ bundles: BundleAnswer[] }>(`${at(conv)}/bundles`, { query: { kid } })).bundles;

  // Messages
  messages = (conv: string, query: PageQuery) => this.http.json<EntryPage>(`${at(conv)}/messages`, { query });
  /** Messages that follow each other. Answers for as many from the front as were taken, at least one. */
  send = (conv: string, messages: readonly Posted[]) =>
    this.http.json<readonly Sent[]>(`${at(conv)}/messages`, { method: 'POST', body: messages });
  markRead = (conv: string, seq: number) => this.http.json<void>(`${at(conv)}/read`, { method: 'PUT', body: { seq } });
  /** From this place on it is to be read again. */
  markUnread = (conv: string, seq: number) => this.http.json<void>(`${at(conv)}/unread`, { method: 'PUT', body: { seq } });

  /** Who has read this entry, or further. */
  readers = (conv: string, from: number) => this.http.json<Readers>(`${at(conv)}/read`, { query: { from } });
  /** One writes something there. */
  typing = (conv: string) => this.http.json<void>(`${at(conv)}/typing`, { method: 'POST' });

  // Clearing the history, for oneself on all devices. Without a conversation: of all
  clear = (conv: string, seq: number) => this.http.json<ClearAnswer>(`${at(conv)}/cleared`, { method: 'PUT', body: { seq } });
  clearAll = () => this.http.json<ClearAnswer>('/api/conversations/cleared', { method: 'PUT' });
  undoClear = (conv: string | null, time: number) =>
    this.http.json<void>(conv === null ? '/api/conversations/cleared' : `${at(conv)}/cleared`, { method: 'DELETE', query: { at: time } });

  // The authority
  certificates = () => this.http.text('/pki/certificates.pem');
  lists = () => this.http.text('/pki/lists.pem');
}

const at = (conv: string) => `/api/conversations/${conv}`;
