import { Api, isMessage, type DefaultRoom, type Entry, type FlattenedJwe, type GeneralJwe, type JweRecipient, type KeyAnswer, type MessageEntry, type RoomChainEntry, type RoomProfile } from '../../api';
import { UserChain } from '../../chains/user-chain';
import { RoomChain } from '../../chains/room-chain';
import { encode } from '../../crypto/base64url';
import { H } from '../../crypto/hash';
import { read, sign } from '../../crypto/jws';
import type { NewKey } from '../../crypto/key-pair';
import type { RoomEntry } from '../../crypto/payloads';
import { readMessage } from '../../crypto/message-jwe';
import { day, TestAuthority, testNow } from '../../crypto/testing/authority';
import { TestRecords } from '../../own/testing/records';
import { Refusal, routes, type Caller } from './routes';
import type { Batch } from '../types';
import { TestUser } from './user';

const hour = 3_600_000;

interface Session {
  readonly manifest: string;
  readonly at: number;
  readonly signer: { readonly user: string; readonly device: string };
  readonly jwe: GeneralJwe;
  readonly recipients: Map<string, JweRecipient & { readonly jwe: GeneralJwe }>;
}

/** A conversation as the server keeps it. Tests reach in to make it lie. */
export interface Stored {
  readonly conv: string;
  readonly chain: RoomChain;
  readonly room: RoomChainEntry[];
  readonly log: Entry[];
  readonly sessions: Map<string, Session>;
  readonly bundles: { readonly kid: string; readonly jwe: string; readonly at: number; readonly user: string; readonly device: string }[];
  readonly read: Map<string, number>;
  profile?: RoomProfile;
  readonly slot?: string;
  /** What stood in places that were removed: tests may lie with it. */
  readonly removed: Map<number, MessageEntry>;
  /** Up to where it is deleted for its age. */
  expired?: number;
  /** Up to where a user has cleared it, and what was before. */
  readonly cleared: Map<string, { readonly seq: number; readonly before: number; readonly time: number }>;
}

type Listener = (batch: Batch) => void;

/** The server of the contract, in memory: order, heads, recipients, counters. Certificates are real. */
export class TestServer {
  now = testNow;
  readonly keys = new Map<string, KeyAnswer>();
  readonly conversations = new Map<string, Stored>();
  readonly records = new TestRecords();
  private readonly chains = new Map<string, { readonly chain: UserChain; readonly entries: { jws: string; at: number }[]; readonly name: string }>();
  private readonly serials = new Map<string, number>();
  private revocations: { serial: number; at: number; reason?: number }[] = [];
  private readonly certified = new Map<string, { readonly spki: NewKey['spki']; readonly end: number }>();
  /** What the authority says to who asks for a certificate; null: it certifies. */
  renews: Refusal | null = null;
  private crlNumber = 1;
  private serial = 5000;
  private readonly listeners = new Map<string, Set<Listener>>();
  /** For how many days messages are kept. */
  retainDays: number | null = null;
  /** Nothing is delivered while false: pages are told by nobody. */
  live = true;
  listsOverride: string | null = null;
  /** Says nothing of what became of messages on a page. */
  withholdsRelated = false;

  private constructor(readonly authority: TestAuthority) {}

  static async create(): Promise<TestServer> {
    return new TestServer(await (TestServer.shared ??= TestAuthority.create()));
  }
  private static shared: Promise<TestAuthority> | undefined;

  async newUser(name: string): Promise<TestUser> {
    return this.enrol(new TestUser(this, name));
  }

  /** An account without any device. */
  register(name: string): TestUser {
    const user = new TestUser(this, name);
    this.chains.set(user.user, { chain: new UserChain(user.user), entries: [], name });
    return user;
  }

  private async enrol(user: TestUser): Promise<TestUser> {
    this.chains.set(user.user, { chain: new UserChain(user.user), entries: [], name: user.name });
    return user.begin();
  }

  nextSerial(kid: string): number {
    this.serials.set(kid, this.serial);
    return this.serial++;
  }

  addKey(key: KeyAnswer, spki: NewKey['spki']): void {
    this.keys.set(key.kid, key);
    this.certified.set(key.kid, { spki, end: this.now - hour + 90 * day });
  }

  /** When the newest certificate of a kid ends. */
  endOf = (kid: string): number => this.certified.get(kid)!.end;

  /** Another certificate for the same key. */
  async renew(kid: string): Promise<string> {
    const { spki } = this.certified.get(kid)!;
    const known = this.keys.get(kid)!;
    const der = encode(await this.authority.issue(spki, known, known.use, { name: this.nameOf(known.user), notBefore: this.now - hour }));
    this.addKey({ ...known, certs: [...known.certs, der] }, spki);
    return der;
  }

  userEntries = (user: string) => this.chains.get(user)!.entries;
  chainOf = (user: string) => this.chains.get(user)?.chain ?? null;
  nameOf = (user: string) => this.chains.get(user)!.name;
  users = () => [...this.chains.keys()];
  readonly chosen = new Map<string, string>();
  /** The rooms for everybody, and who has been brought into which. */
  defaultRooms: Omit<DefaultRoom, 'conv'>[] = [];
  readonly dealtWith = new Set<string>();

  defaultRoomsOf = (user: string): DefaultRoom[] => this.defaultRooms.filter(({ slot }) => !this.dealtWith.has(`${user} ${slot}`))
    .map(room => ({ ...room, conv: this.atSlot(room.slot)?.conv ?? null }));
  atSlot = (slot: string): Stored | null => [...this.conversations.values()].find(stored => stored.slot === slot) ?? null;

  /** Asks the next member, as the real one does. */
  private turn = 0;
  wantBundles(stored: Stored, user: string): void {
    const there = stored.chain.members().filter(member => member.user !== user && (this.listeners.get(member.user)?.size ?? 0) > 0);
    const asked = there[this.turn++ % Math.max(there.length, 1)];
    if (asked !== undefined) this.tell([asked.user], { entries: [], users: [], crl: null, cleared: false, wanted: [{ conv: stored.conv, user }] });
  }

  choose(user: string, name: string | null): void {
    if (name === null) this.chosen.delete(user);
    else this.chosen.set(user, name);
    this.tell([...this.chains.keys()], { entries: [], users: [user], crl: null, cleared: false, wanted: [] });
  }

  async appendUser(user: string, make: (n: number, prev: string | null, iat: number) => Promise<string>): Promise<string> {
    const { chain, entries } = this.chains.get(user)!;
    const jws = await make(chain.n + 1, chain.head, Math.max(Math.floor(this.now / 1000), chain.iat));
    const entry = read(jws, 'chat-user+jws');
    const refusal = chain.apply({ hash: await H(jws), signer: entry.kid, entry: entry.payload, at: this.now });
    if (refusal !== null) throw new Error(`the server refuses: ${refusal}`);
    this.tick();
    entries.push({ jws, at: this.now });
    this.tell([...this.chains.keys()], { entries: [], users: [user], crl: null, cleared: false, wanted: [] });
    return H(jws);
  }

  async revoke(...kids: string[]): Promise<void> {
    for (const kid of kids) this.revocations.push({ serial: this.serials.get(kid)!, at: this.now });
    this.crlChanged();
  }

  async hold(...kids: string[]): Promise<void> {
    for (const kid of kids) this.revocations.push({ serial: this.serials.get(kid)!, at: this.now, reason: 6 });
    this.crlChanged();
  }

  release(): void {
    this.revocations = this.revocations.filter(({ reason }) => reason !== 6);
    this.crlChanged();
  }

  isRevoked = (kid: string): boolean => this.revocations.some(({ serial }) => serial === this.serials.get(kid));

  lists = async (): Promise<string> =>
    this.listsOverride ?? this.authority.listsPem({ number: this.crlNumber, thisUpdate: this.now - 60_000, revoked: this.revocations });

  listen(user: string, listener: Listener): () => void {
    const listeners = this.listeners.get(user) ?? new Set();
    this.listeners.set(user, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  tell(users: Iterable<string>, batch: Batch): void {
    if (!this.live) return;
    for (const user of users) for (const listener of this.listeners.get(user) ?? []) setTimeout(() => listener(batch));
  }

  /** A room of any kind, made by its first member's first device; so many of them are its admins. */
  async newRoom(kind: 'private' | 'open', history: 'none' | 'shared', members: readonly TestUser[], admins = 1): Promise<Stored> {
    const admin = members[0]!;
    const list = await Promise.all(members.map(async (user, i) =>
      ({ user: user.user, base: await user.base(), role: i < admins ? 'admin' as const : 'member' as const })));
    const iat = Math.floor(this.now / 1000);
    const { kid, key } = admin.first.sig;
    const jws = await sign('chat-room+jws', kid, key, { v: 1, conv: null, n: 0, prev: null, op: 'create', kind, history, members: list, iat });
    const { conv } = await this.apiOf(admin).createConversation(jws);
    return this.conversations.get(conv)!;
  }

  /** Another entry of a room, by this user's first device. */
  async changeRoom(stored: Stored, by: TestUser, fields: Record<string, unknown>): Promise<void> {
    const { chain, conv } = stored;
    const iat = Math.max(Math.floor(this.now / 1000), chain.iat);
    const payload = { v: 1, conv, n: chain.n + 1, prev: chain.head, ...fields, iat } as RoomEntry;
    await this.apiOf(by).appendRoomChain(conv, await sign('chat-room+jws', by.first.sig.kid, by.first.sig.key, payload));
  }

  apiOf = (user: TestUser): Api => new Api(this.as({ user: user.user, device: user.first.device }));

  /** Nothing happens twice in one millisecond. */
  private tick(): void { this.now += 10; }

  /** Adds to the log as it is, and tells the members. */
  put(stored: Stored, entry: Entry): Entry {
    stored.log.push(entry);
    this.tick();
    this.tell(stored.chain.members().map(({ user }) => user), { entries: [{ conv: stored.conv, ...entry }], users: [], crl: null, cleared: false, wanted: [] });
    return entry;
  }

  /** Keeps the places of a message and its edits, and nothing of what they said. */
  remove(stored: Stored, seq: number, by: number): void {
    for (const entry of stored.log.filter(isMessage)) {
      if (entry.seq !== seq && (entry.about !== seq || entry.seq >= by)) continue;
      stored.removed.set(entry.seq, entry);
      stored.log[entry.seq - 1] = { ...entry, jwe: null, removedBy: by };
    }
  }

  /** Clears these for a user, up to their places. When. */
  clear(user: string, places: ReadonlyMap<Stored, number>): number {
    this.tick();
    for (const [{ cleared }, seq] of places) cleared.set(user, { seq, before: cleared.get(user)?.seq ?? 0, time: this.now });
    this.tell([user], { entries: [], users: [], crl: null, cleared: true, wanted: [] });
    return this.now;
  }

  undoClear(user: string, stored: readonly Stored[], time: number): boolean {
    const found = stored.filter(({ cleared }) => cleared.get(user)?.time === time && this.now - time <= 15_000);
    for (const { cleared } of found) cleared.set(user, { seq: cleared.get(user)!.before, before: 0, time: 0 });
    this.tell([user], { entries: [], users: [], crl: null, cleared: true, wanted: [] });
    return found.length > 0;
  }

  /** A message that nobody sent by the rules: what an attacker on the server could put there. */
  forge(stored: Stored, entry: Partial<MessageEntry> & Pick<MessageEntry, 'user' | 'device' | 'n' | 'jwe'>): Entry {
    return this.put(stored, { seq: stored.log.length + 1, at: this.now, kind: 'message', ...entry });
  }

  recipients(stored: Stored): { readonly kids: string[]; readonly recent: Set<string> } {
    const recent = new Set<string>();
    const kids = stored.chain.members().flatMap(({ user, base, since }) => {
      const { chain } = this.chains.get(user)!;
      if (chain.base !== base) return [];
      const pairs = chain.pairs.filter(pair => pair.removed === null && !this.isRevoked(pair.sig) && !this.isRevoked(pair.enc));
      for (const pair of pairs)
        if (Math.max(pair.added.at, stored.chain.applied[since]!.at) > this.now - 60_000) recent.add(pair.enc);
      return pairs.map(({ enc }) => enc);
    });
    return { kids, recent };
  }

  checkRecipients(stored: Stored, granted: ReadonlySet<string>): void {
    const { kids, recent } = this.recipients(stored);
    const extra = [...granted].some(kid => !kids.includes(kid));
    const missing = kids.some(kid => !granted.has(kid) && !recent.has(kid));
    if (extra || missing) throw new Refusal(409, 'recipients', { changed: stored.chain.members().map(({ user }) => user), version: 1 });
  }

  /** The one of the two that at least one of them can still be taken back in. */
  dmOf(a: string, b: string): Stored | null {
    return [...this.conversations.values()].find(({ chain }) =>
      chain.kind === 'dm' && [a, b].every(user => chain.member(user) !== null)
      && [a, b].some(user => chain.member(user)!.base === this.chainOf(user)!.base)) ?? null;
  }

  /** What a device may fetch of a session. */
  recipientOf({ recipients }: Session, kid: string): FlattenedJwe | null {
    const found = recipients.get(kid);
    if (found === undefined) return null;
    const { protected: header, iv, ciphertext, tag } = found.jwe;
    return { protected: header, header: found.header, encrypted_key: found.encrypted_key, iv, ciphertext, tag };
  }

  sessionOf = (jwe: string): string => readMessage(jwe).session;

  /** Answers requests of a signed-in device. */
  as = (caller: Caller) => routes(this, caller);

  private crlChanged(): void {
    this.crlNumber++;
    this.tell(this.chains.keys(), { entries: [], users: [], crl: this.crlNumber, cleared: false, wanted: [] });
  }
}
