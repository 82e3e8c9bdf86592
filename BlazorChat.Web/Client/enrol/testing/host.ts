import { ApiError, type FlattenedJwe, type GeneralJwe, type OwnRecordKind, type UserChainAnswer } from '../../api';
import { replayUserChain } from '../../chains/replay';
import { UserChain } from '../../chains/user-chain';
import { decode, encode } from '../../crypto/base64url';
import { readSigned } from '../../crypto/certificate-parser';
import { constructed, DerReader, Tag } from '../../crypto/der-reader';
import { H } from '../../crypto/hash';
import { read, verify } from '../../crypto/jws';
import { kidOf, readRsaKey } from '../../crypto/rsa-key';
import { readRecovery } from '../../crypto/recovery-jwe';
import { type CrlOptions, TestAuthority, testNow } from '../../crypto/testing/authority';
import { TestRecords } from '../../own/testing/records';
import type { EnrolApi } from '../context';

/** A server of one user with real certificates and a chain it verifies; it can lose answers and change its mind. */
export class TestHost implements EnrolApi {
  now = testNow;
  readonly entries: { jws: string; at: number }[] = [];
  readonly owners = new Map<string, { device: string; use: 'sig' | 'enc'; certs: string[] }>();
  readonly blobs = new Map<string, { jwe: string; enc: string }>();
  pendingReset: { jws: string; device: string; at: number } | null = null;
  bound: string | null = null;
  blocked: string | null = null;
  approves = true;
  /** Null: browsers get certificates at once. Otherwise what administrators say of each device. */
  decisions: Map<string, 'waiting' | 'approved' | { readonly refused: string | null }> | null = null;
  crlOptions: CrlOptions = {};
  /** The call by this name is carried out, and its answer lost. */
  loses: string | null = null;
  readonly calls: string[] = [];
  private readonly nonces = new Set<string>();

  constructor(readonly user: string, readonly authority: TestAuthority) {}

  certificates = async () => this.authority.certificatesPem();
  lists = () => this.authority.listsPem(this.crlOptions);

  nonce = async () => {
    const nonce = encode(crypto.getRandomValues(new Uint8Array(32)));
    this.nonces.add(nonce);
    return nonce;
  };

  enrol = (device: string, sigRequest: string, encRequest: string) => this.answer('enrol', async () => {
    const known = [...this.owners.values()].some(owner => owner.device === device);
    if (this.decisions && device !== 'recovery' && !known) {
      const decision = this.decisions.get(device) ?? 'waiting';
      this.decisions.set(device, decision);
      if (decision === 'waiting') return { pending: true as const, at: testNow };
      if (decision !== 'approved') throw new ApiError(422, 'approval-refused', { reason: decision.refused });
    }
    const sig = await this.certify(device, 'sig', sigRequest);
    const enc = await this.certify(device, 'enc', encRequest);
    this.nonces.clear();
    return { sig, enc };
  });

  waitsSince = async (device: string) => (this.decisions?.get(device) === 'waiting' ? testNow : null);

  readonly records = new TestRecords();
  ownRecord = async (kind: OwnRecordKind) => this.records.get(kind);
  dropOwnRecord = async (kind: OwnRecordKind, n: number) => this.records.drop(kind, n, this.now);
  putOwnRecord = async (kind: OwnRecordKind, n: number, jwe: GeneralJwe) => {
    if (!this.records.put(kind, n, jwe, this.now)) throw new ApiError(409, 'record-changed');
  };

  key = async (kid: string) => {
    const owner = this.owners.get(kid);
    if (!owner) throw new ApiError(404, 'not-found');
    return { kid, user: this.user, ...owner };
  };

  userChains = (users: readonly string[]) => Promise.all(users.map(user => this.userChain(user)));
  userChain = async (user: string): Promise<UserChainAnswer> => ({
    user, username: 'test', name: 'Test person', chosen: null, entries: [...this.entries],
    certs: Object.fromEntries([...this.owners].map(([kid, { certs }]) => [kid, certs])), pendingReset: this.pendingReset,
  });

  appendUserChain = (_: string, jws: string) => this.answer('appendUserChain', async () => {
    const { payload } = read(jws, 'chat-user+jws');
    const head = this.entries.length === 0 ? null : await H(this.entries.at(-1)!.jws);
    if (payload.n !== this.entries.length || payload.prev !== head) throw new ApiError(409, 'chain', { n: this.entries.length - 1, head });
    const refused = await this.refusalOf(jws);
    if (refused) throw new ApiError(422, refused);
    if (payload.op === 'recovery' && !this.blobs.has(payload.sig)) throw new ApiError(422, 'no-recovery');
    if (payload.op === 'reset' && !this.approves) {
      this.pendingReset = { jws, device: payload.device, at: this.now };
      return { pending: true as const };
    }
    this.entries.push({ jws, at: this.now });
    return { n: payload.n, head: await H(jws) };
  });

  approve(): void {
    this.entries.push({ jws: this.pendingReset!.jws, at: this.now });
    this.pendingReset = null;
  }

  bindDevice = (jws: string) => this.answer('bindDevice', async () => {
    const proof = read(jws, 'chat-auth+jws');
    const { chain } = await this.replay(this.entries);
    const pair = chain.active().find(active => active.sig === proof.kid);
    if (this.blocked || !pair) throw new ApiError(403, 'blocked', { reason: this.blocked ?? 'unknown' });
    await verify(proof, (await this.publicKey(proof.kid))!);
    if (!this.nonces.delete(proof.payload.nonce) || proof.payload.aud !== 'https://chat.example') throw new ApiError(403, 'wrong-nonce');
    this.bound = pair.device;
    return { device: pair.device! };
  });

  saveRecovery = (jwe: string, sig: string, enc: string) => this.answer('saveRecovery', async () => {
    readRecovery(jwe);
    this.blobs.set(sig, { jwe, enc });
  });

  recovery = async () => {
    const named = (await this.replay(this.entries)).chain.recovery();
    const blob = named && this.blobs.get(named.sig);
    return blob ? { jwe: blob.jwe, sig: named.sig, enc: blob.enc } : { jwe: null };
  };

  // Conversations: sessions as they were granted, bundles as they were posted.
  readonly granted: { conv: string; key: string; manifest: string; jwe: FlattenedJwe }[] = [];
  readonly posted: { conv: string; kid: string; jwe: string }[] = [];
  conversations = async () => [...new Set(this.granted.map(({ conv }) => conv))].map(conv => ({
    conv, kind: 'dm' as const, history: 'none' as const, peer: null, lastSeq: 1, lastAt: 0, readSeq: 0, n: 0, head: '',
    name: null, topic: null, colour: null, archived: false, unread: 0, muted: false, favourite: false, blocked: false, role: 'admin' as const, members: 2,
  }));
  sessions = async (conv: string, after?: number) => (after === undefined ? this.granted.filter(session => session.conv === conv) : [])
    .map(({ key }, i) => ({ key, at: i + 1, signer: { user: this.user, device: '' } }));
  session = async (conv: string, key: string) => {
    const { manifest, jwe } = this.granted.find(session => session.conv === conv && session.key === key)!;
    return { manifest, at: 1, jwe };
  };
  bundles = async (conv: string, kid: string) => this.posted.filter(bundle => bundle.conv === conv && bundle.kid === kid)
    .map(({ jwe }) => ({ jwe, at: 1, user: this.user, device: '' }));
  postBundle = (conv: string, kid: string, jwe: string) => this.answer('postBundle', async () => void this.posted.push({ conv, kid, jwe }));

  chain = async () => (await this.replay(this.entries)).chain;

  private async refusalOf(jws: string): Promise<string | null> {
    return (await this.replay([...this.entries, { jws, at: this.now }])).refused?.code ?? null;
  }

  private replay = (entries: { jws: string; at: number }[]) => replayUserChain(new UserChain(this.user), entries, kid => this.publicKey(kid));

  encryptionKey = async (kid: string) => (await this.publicKey(kid, 'RSA-OAEP', 'encrypt'))!;

  private async publicKey(kid: string, name = 'RSA-PSS', usage: KeyUsage = 'verify'): Promise<CryptoKey | null> {
    const der = this.owners.get(kid)?.certs[0];
    if (!der) return null;
    const fields = new DerReader(readSigned(decode(der)).tbs).enter();
    fields.enter(constructed(0));
    for (let i = 0; i < 5; i++) fields.raw();
    return crypto.subtle.importKey('spki', new Uint8Array(fields.raw()), { name, hash: 'SHA-256' }, false, [usage]);
  }

  private async certify(device: string, use: 'sig' | 'enc', request: string): Promise<string> {
    const der = decode(request);
    const info = new DerReader(readSigned(der).tbs).enter();
    info.raw();
    info.raw();
    const spki = new Uint8Array(info.raw());
    const challenge = info.enter(constructed(0)).enter();
    challenge.oid();
    if (!this.nonces.has(challenge.enter(Tag.set).text(Tag.utf8))) throw new ApiError(422, 'wrong-nonce');
    const kid = await kidOf(readRsaKey(spki, [3072]).n);
    const cert = encode(await this.authority.issue(spki, { user: this.user, device }, use, { notBefore: this.now - 60_000 }));
    const known = this.owners.get(kid)?.certs ?? [];
    this.owners.set(kid, { device, use, certs: [...known, cert] });
    return cert;
  }

  private async answer<T>(name: string, act: () => Promise<T>): Promise<T> {
    this.calls.push(name);
    const result = await act();
    if (this.loses !== name) return result;
    this.loses = null;
    throw new ApiError(0, 'network');
  }
}


/** Locks of one browser, as tabs see them. */
export class TestLocks {
  private last: Promise<unknown> = Promise.resolve();
  request = ((_: string, act: () => Promise<unknown>) => {
    const mine = this.last.then(act);
    this.last = mine.catch(() => undefined);
    return mine;
  }) as LockManager['request'];
}
