import type { Person } from '../chains/person';
import type { Room } from '../chains/room';
import { isHeir } from '../rooms/heir';
import type { ConversationStatus, Notice, NoticeCode, Params, PeerState, SendErrorCode } from './types';
import type { World } from './world';

/** Of larger rooms everybody is looked at by who sends, not by who reads. */
const maxLookedAt = 20;

export interface Circumstances {
  readonly world: World;
  readonly peer: string | null;
  /** Null: a dm not made yet. */
  readonly room: Room | null;
  readonly online: boolean;
  readonly loaded: boolean;
  /** The server does not know the conversation, or does not show it to us. */
  readonly notAMember: boolean;
  /** A message named a room entry that the server does not have. */
  readonly roomUnknown: boolean;
  /** Something here is of a newer version of the protocol. */
  readonly outdated: boolean;
}

export interface Situation {
  readonly status: ConversationStatus;
  readonly notices: readonly Notice[];
  readonly peerState: PeerState;
  readonly peerName: string | null;
  readonly obstacle: SendErrorCode | null;
}

export const nothingKnown: Situation = { status: 'loading', notices: [], peerState: 'unknown', peerName: null, obstacle: null };

const alarms: readonly NoticeCode[] =
  ['pin-broken', 'own-device-unknown', 'room-unknown', 'room-broken', 'chain-broken', 'crl-rollback', 'root-changed'];
const readOnly: readonly NoticeCode[] = ['crl-expired', 'own-device-removed', 'not-a-member', 'not-taken-back', 'rejoin'];

/** What stands between a person and sending, and what should be said about it. */
export async function situationOf(circumstances: Circumstances): Promise<Situation> {
  const { world, peer, online, loaded } = circumstances;
  const people = await lookedAt(circumstances);
  const other = peer === null ? null : people.find(person => person.user === peer) ?? null;
  const peerState = peer === null ? 'ready' : other === null ? await absent(world, peer) : await peerStateOf(circumstances, other);
  const own = people.find(person => person.user === world.device.user) ?? null;
  const notices = [
    ...aboutServer(circumstances), ...await aboutOwn(circumstances, own),
    ...people.flatMap(person => aboutPerson(circumstances, person)),
    ...(peerState === 'no-device' && other !== null ? [notice('no-device', named(other))] : []),
    ...(online ? [] : [notice('offline')]),
  ];
  const has = (codes: readonly NoticeCode[]) => notices.some(({ code }) => codes.includes(code));
  const status = has(alarms) ? 'alarm' : has(readOnly) ? 'read-only' : !loaded ? 'loading' : online ? 'ready' : 'offline';
  return { status, notices, peerState, peerName: other?.name ?? null, obstacle: obstacleOf(status, notices, peerState) };
}

function obstacleOf(status: ConversationStatus, notices: readonly Notice[], peerState: PeerState): SendErrorCode | null {
  if (status === 'alarm') return 'alarm';
  if (notices.some(({ code }) => code === 'not-a-member')) return 'not-a-member';
  if (status === 'read-only') return 'read-only';
  if (notices.some(({ code }) => code === 'new-base')) return 'not-accepted';
  if (peerState === 'no-device' || peerState === 'not-found') return peerState;
  return null;
}

async function lookedAt({ world, peer, room }: Circumstances): Promise<Person[]> {
  const users = new Set([world.device.user, ...(peer === null ? [] : [peer])]);
  if (room !== null && room.chain.size <= maxLookedAt) for (const { user } of room.chain.members()) users.add(user);
  // Without a connection what we hold is what there is to say.
  const people = await Promise.all([...users].map(user => world.people.get(user).catch(() => null)));
  return people.filter(person => person !== null);
}

function aboutServer({ world, room, roomUnknown, outdated, notAMember }: Circumstances): Notice[] {
  const notices: Notice[] = [];
  if (world.trust.wentBack) notices.push(notice('crl-rollback'));
  if (world.trust.rootChanged) notices.push(notice('root-changed'));
  const age = world.trust.age();
  if (age !== 'fresh') notices.push(notice(age === 'old' ? 'crl-old' : 'crl-expired'));
  if (room?.broken === true) notices.push(notice('room-broken'));
  if (roomUnknown) notices.push({ ...notice('room-unknown'), action: 'reload' });
  if (outdated) notices.push({ ...notice('update-needed'), action: 'reload' });
  if (notAMember) notices.push(notice('not-a-member'));
  return notices;
}

async function aboutOwn({ world, room, notAMember }: Circumstances, own: Person | null): Promise<Notice[]> {
  if (own === null) return [];
  const { device } = world.device;
  const pair = own.chain.device(device);
  if (pair === null || pair.removed !== null || await own.revoked(pair) !== null) return [{ ...notice('own-device-removed'), action: 'devices' }];
  if (room === null || room.chain.n === -1 || notAMember) return [];
  const member = room.chain.member(own.user);
  if (member === null) return [notice('not-a-member')];
  if (member.base !== pair.base) return [room.chain.kind === 'open' ? { ...notice('rejoin'), action: 'rejoin' } : notice('not-taken-back')];
  if (room.broken || room.chain.kind === 'dm' || member.role === 'admin') return [];
  const now = Math.floor(world.clock() / 1000);
  return await isHeir(room.chain, own.user, now, world.people).catch(() => false) ? [{ ...notice('no-admin'), action: 'succeed' }] : [];
}

function aboutPerson({ world, room }: Pick<Circumstances, 'world' | 'room'>, person: Person): Notice[] {
  const params = named(person);
  switch (person.standing) {
    case 'pin-broken': return [{ ...notice('pin-broken', params), ...toAccept(person) }];
    case 'chain-broken': return [notice('chain-broken', params)];
    case 'unknown-device': return [{ ...notice('own-device-unknown', { ...params, device: person.unknownDevice! }), ...toAccept(person) }];
    case 'none': return [];
    case 'new-base':
    case 'ok': {
      if (person.user === world.device.user) return [];
      const member = room !== null && room.chain.n >= 0 ? room.chain.member(person.user) : null;
      const isOutdated = member !== null && member.base !== person.chain.base;
      // In a dm the new base counts once we have added it. In a room that is for an admin to do; until then nothing is encrypted to it.
      if (room !== null && room.chain.n >= 0 && room.chain.kind !== 'dm' && isOutdated)
        return room.chain.member(world.device.user)?.role === 'admin' ? [{ ...notice('member-outdated', params), ...toAccept(person), action: 'take-back' }] : [];
      return person.standing === 'new-base' || isOutdated ? [{ ...notice('new-base', params), ...toAccept(person) }] : [];
    }
  }
}

const absent = (world: World, peer: string): Promise<PeerState> =>
  world.people.get(peer).then(person => (person === null ? 'not-found' : 'unknown'), () => 'unknown');

async function peerStateOf(circumstances: Pick<Circumstances, 'world' | 'room'>, other: Person): Promise<PeerState> {
  if (other.standing === 'pin-broken' || other.standing === 'chain-broken') return 'alarm';
  if (other.standing === 'none') return 'no-device';
  if (aboutPerson(circumstances, other).some(({ code }) => code === 'new-base')) return 'new-base';
  const devices = await Promise.all(other.chain.active().map(pair => other.revoked(pair)));
  return devices.some(revoked => revoked === null) ? 'ready' : 'no-device';
}

/** The button, for what is shown and nothing that comes later. */
const toAccept = ({ chain }: Person): Pick<Notice, 'action' | 'head'> => (chain.head === null ? {} : { action: 'accept', head: chain.head });
const named = ({ user, name }: Person): Params => ({ user, name });
const notice = (code: NoticeCode, params: Params = {}): Notice => ({ code, params });
