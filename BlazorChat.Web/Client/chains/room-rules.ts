import type { RoomEntry } from '../crypto/payloads';
import type { ChainRefusal } from './refusal';
import type { Create, RoomChain } from './room-chain';

export const maxMembers = 2000;

/** Whose device signed, and under which base of that user it came. Verified by who resolves the kid. */
export interface RoomSigner {
  readonly user: string;
  readonly base: string;
}

type Later = Exclude<RoomEntry, { op: 'create' }>;

/** The rules of the room chain, in the order of the protocol: place, signer, then the operation. */
export function refusalOfRoomEntry(chain: RoomChain, entry: RoomEntry, signer: RoomSigner, succeeds: boolean): ChainRefusal | null {
  const place = placeOf(chain, entry);
  if (place !== null) return place;
  if (entry.op === 'create') return ofCreate(entry, signer);
  if (chain.kind === 'dm') return ofDm(chain, entry, signer);
  switch (entry.op) {
    case 'add': return ofAdd(chain, entry, signer);
    case 'remove': return byAdmin(chain, signer) ?? leaving(chain, entry.user);
    case 'role': return byAdmin(chain, signer) ?? ofRole(chain, entry);
    case 'leave': return byMember(chain, signer) ?? (entry.user === signer.user ? leaving(chain, entry.user) : 'signer');
    case 'succeed': return ofSucceed(chain, entry.user, signer, succeeds);
  }
}

function placeOf(chain: RoomChain, entry: RoomEntry): ChainRefusal | null {
  if ((entry.op === 'create') !== (chain.n === -1)) return 'op';
  if (entry.conv !== chain.conv) return 'conv';
  if (entry.n !== chain.n + 1) return 'n';
  if (entry.prev !== chain.head) return 'prev';
  return entry.iat < chain.iat ? 'iat' : null;
}

function ofCreate(entry: Create, signer: RoomSigner): ChainRefusal | null {
  const users = new Set(entry.members.map(member => member.user));
  if (users.size !== entry.members.length) return 'members';
  if (users.size > maxMembers) return 'too-many-members';
  if (entry.kind === 'dm' && (users.size !== 2 || entry.members.some(member => member.role !== 'admin'))) return 'members';
  if (entry.kind === 'open' && entry.history !== 'shared') return 'history';
  const own = entry.members.find(member => member.user === signer.user && member.base === signer.base);
  if (own === undefined) return 'not-member';
  return own.role === 'admin' ? null : 'not-admin';
}

/** The only thing that happens in a dm: the other began anew and is taken back under the new base. */
function ofDm(chain: RoomChain, entry: Later, signer: RoomSigner): ChainRefusal | null {
  if (entry.op !== 'add') return 'op';
  const refusal = byMember(chain, signer);
  if (refusal !== null) return refusal;
  if (entry.user === signer.user) return 'own-add';
  const other = chain.member(entry.user);
  if (other === null) return 'no-such-member';
  if (other.base === entry.base) return 'unchanged';
  return entry.role === 'admin' ? null : 'op';
}

function ofAdd(chain: RoomChain, entry: Extract<Later, { op: 'add' }>, signer: RoomSigner): ChainRefusal | null {
  const joins = entry.user === signer.user;
  if (joins) {
    if (chain.kind !== 'open') return 'own-add';
    if (entry.base !== signer.base || entry.role !== 'member') return 'own-add';
    if (chain.expelled.has(entry.user)) return 'was-removed';
  } else {
    const refusal = byAdmin(chain, signer);
    if (refusal !== null) return refusal;
  }
  const before = chain.member(entry.user);
  if (before?.base === entry.base) return 'unchanged';
  if (before === null && chain.size >= maxMembers) return 'too-many-members';
  return entry.role === 'member' && isLastAdmin(chain, entry.user) ? 'last-admin' : null;
}

function ofRole(chain: RoomChain, entry: Extract<Later, { op: 'role' }>): ChainRefusal | null {
  const member = chain.member(entry.user);
  if (member === null) return 'no-such-member';
  if (member.role === entry.role) return 'unchanged';
  return isLastAdmin(chain, entry.user) ? 'last-admin' : null;
}

function ofSucceed(chain: RoomChain, user: string, signer: RoomSigner, succeeds: boolean): ChainRefusal | null {
  const refusal = byMember(chain, signer);
  if (refusal !== null) return refusal;
  if (user !== signer.user) return 'signer';
  if (chain.member(user)!.role === 'admin') return 'unchanged';
  return succeeds ? null : 'not-due';
}

function leaving(chain: RoomChain, user: string): ChainRefusal | null {
  if (chain.member(user) === null) return 'no-such-member';
  return isLastAdmin(chain, user) ? 'last-admin' : null;
}

/** A member under another base has no device here. */
function byMember(chain: RoomChain, signer: RoomSigner): ChainRefusal | null {
  return chain.member(signer.user)?.base === signer.base ? null : 'not-member';
}

function byAdmin(chain: RoomChain, signer: RoomSigner): ChainRefusal | null {
  return byMember(chain, signer) ?? (chain.member(signer.user)!.role === 'admin' ? null : 'not-admin');
}

function isLastAdmin(chain: RoomChain, user: string): boolean {
  const admins = chain.admins();
  return admins.length === 1 && admins[0]!.user === user;
}
