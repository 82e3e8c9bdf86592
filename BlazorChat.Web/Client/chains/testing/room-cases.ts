import { H } from '../../crypto/hash';
import type { ChainRefusal } from '../refusal';
import { RoomChainWriter, startIat, testDevice, UserChainWriter, type TestDevice } from './writers';

export interface RoomCase {
  readonly name: string;
  /** User chains, all valid: who signs, under which base, until when. */
  readonly users: Readonly<Record<string, readonly string[]>>;
  /** kid -> seconds since when it is revoked (not on hold). */
  readonly revoked: Readonly<Record<string, number>>;
  readonly entries: readonly string[];
  readonly valid: number;
  readonly refusal: ChainRefusal | null;
}

/** Somebody with one device, later maybe another base. */
export class Somebody {
  readonly chain = new UserChainWriter();
  base = '';

  constructor(public device: TestDevice, readonly spare: TestDevice) {}

  get user(): string { return this.chain.user; }
  get sig() { return this.device.sig; }
  readonly as = (role: 'admin' | 'member') => ({ user: this.user, base: this.base, role });

  async begin(): Promise<this> {
    this.base = await this.chain.first(this.device);
    return this;
  }

  /** Begins anew with the spare device; the old device and base stay in the hands of the test. */
  async reset(iat: number): Promise<{ device: TestDevice; base: string }> {
    const old = { device: this.device, base: this.base };
    this.chain.iat = iat;
    this.device = this.spare;
    this.base = await this.chain.reset(this.device);
    return old;
  }
}

export interface Room {
  readonly chain: RoomChainWriter;
  readonly ann: Somebody;
  readonly ben: Somebody;
  readonly cleo: Somebody;
  readonly dan: Somebody;
  readonly revoked: Record<string, number>;
}

type Build = (room: Room) => Promise<unknown>;

export type RoomCastKeys = readonly TestDevice[];
export const roomCast = (): Promise<RoomCastKeys> => Promise.all(Array.from({ length: 8 }, () => testDevice()));

const day = 86_400;
/** Far from every other time, so that no tolerance plays a part. */
const later = startIat + 10 * day;
const goes = (room: Room, iat: number) => { room.chain.iat = iat; };

const dm = async ({ chain, ann, ben }: Room) => chain.create(ann.sig, 'dm', 'none', [ann.as('admin'), ben.as('admin')]);
const privateRoom = async ({ chain, ann, ben, cleo }: Room, history = 'none') =>
  chain.create(ann.sig, 'private', history, [ann.as('admin'), ben.as('member'), cleo.as('member')]);
const openRoom = async ({ chain, ann, ben }: Room) =>
  chain.create(ann.sig, 'open', 'shared', [ann.as('admin'), ben.as('member')]);

export const validRoomChains: Record<string, Build> = {
  'a dm': dm,
  'a dm with shared history': ({ chain, ann, ben }) => chain.create(ann.sig, 'dm', 'shared', [ben.as('admin'), ann.as('admin')]),
  'a dm takes the other back under a new base': async room => {
    await dm(room); await room.ben.reset(later); goes(room, later + day);
    await room.chain.addMember(room.ann.sig, room.ben.user, room.ben.base, 'admin');
  },
  'after that the new device takes the first back': async room => {
    const { ann, ben, chain } = room;
    await dm(room); await ben.reset(later); goes(room, later + day);
    await chain.addMember(ann.sig, ben.user, ben.base, 'admin');
    await ann.reset(later + 2 * day); goes(room, later + 3 * day);
    await chain.addMember(ben.sig, ann.user, ann.base, 'admin');
  },
  'a private room: add, role, remove, leave': async room => {
    const { chain, ann, ben, cleo, dan } = room;
    await privateRoom(room);
    await chain.addMember(ann.sig, dan.user, dan.base);
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'admin' });
    await chain.append(ben.sig, { op: 'remove', user: cleo.user });
    await chain.append(dan.sig, { op: 'leave', user: dan.user });
    await chain.append(ann.sig, { op: 'role', user: ann.user, role: 'member' });
    await chain.addMember(ben.sig, cleo.user, cleo.base, 'admin');
  },
  'the only admin hands over and leaves': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room);
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'admin' });
    await chain.append(ann.sig, { op: 'leave', user: ann.user });
  },
  'an admin removes itself, another remains': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room);
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'admin' });
    await chain.append(ann.sig, { op: 'remove', user: ann.user });
  },
  'an admin takes a member back under a new base': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room); await ben.reset(later); goes(room, later + day);
    await chain.addMember(ann.sig, ben.user, ben.base);
    await chain.append(ben.sig, { op: 'leave', user: ben.user });
  },
  'an open room: anybody joins, leaves, joins again': async room => {
    const { chain, dan } = room;
    await openRoom(room);
    await chain.addMember(dan.sig, dan.user, dan.base);
    await chain.append(dan.sig, { op: 'leave', user: dan.user });
    await chain.addMember(dan.sig, dan.user, dan.base);
  },
  'an open room: a member comes back under a new base': async room => {
    const { chain, ben } = room;
    await openRoom(room); await ben.reset(later); goes(room, later + day);
    await chain.addMember(ben.sig, ben.user, ben.base);
  },
  'an open room: removed, taken back by an admin, left, joined': async room => {
    const { chain, ann, ben } = room;
    await openRoom(room);
    await chain.append(ann.sig, { op: 'remove', user: ben.user });
    await chain.addMember(ann.sig, ben.user, ben.base);
    await chain.append(ben.sig, { op: 'leave', user: ben.user });
    await chain.addMember(ben.sig, ben.user, ben.base);
  },
  'succeed: the only admin dropped the last device': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room); ann.chain.iat = later; await ann.chain.drop(ann.device, ann.sig); goes(room, later + day);
    await chain.append(ben.sig, { op: 'succeed', user: ben.user });
  },
  'succeed: the admin began anew': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room); await ann.reset(later); goes(room, later + day);
    await chain.append(ben.sig, { op: 'succeed', user: ben.user });
    await chain.addMember(ben.sig, ann.user, ann.base);
  },
  'succeed: the only device of the admin is revoked': async room => {
    const { chain, ann, ben, revoked } = room;
    await privateRoom(room); revoked[ann.sig.kid] = later; goes(room, later + day);
    await chain.append(ben.sig, { op: 'succeed', user: ben.user });
  },
  'succeed: who stands longer has no device either': async room => {
    const { chain, ann, ben, cleo } = room;
    await privateRoom(room); await ann.reset(later); await ben.reset(later); goes(room, later + day);
    await chain.append(cleo.sig, { op: 'succeed', user: cleo.user });
  },
  'succeed: a new base stands from its own entry on': async room => {
    const { chain, ann, ben, cleo } = room;
    await privateRoom(room); await ben.reset(later); goes(room, later + day);
    await chain.addMember(ann.sig, ben.user, ben.base);
    await ann.reset(later + 2 * day); goes(room, later + 3 * day);
    await chain.append(cleo.sig, { op: 'succeed', user: cleo.user });
  },
  'succeed: a role does not change who stands longest': async room => {
    const { chain, ann, ben } = room;
    await privateRoom(room);
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'admin' });
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'member' });
    await ann.reset(later); goes(room, later + day);
    await chain.append(ben.sig, { op: 'succeed', user: ben.user });
  },
};

/** The last entry of each is refused with the code before the colon. */
export const refusedRoomChains: Record<string, Build> = {
  'form: the genesis names a conversation': async ({ chain, ann, ben }) => chain.append(ann.sig,
    { op: 'create', kind: 'dm', history: 'none', members: [ann.as('admin'), ben.as('admin')] }, { conv: await H('x') }),
  'conv: another conversation': within(privateRoom, async ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { conv: await H('x') })),
  'n: leaves one out': within(privateRoom, ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { n: 2 })),
  'prev: another entry': within(privateRoom, async ({ chain, ann, ben, dan }) => {
    await chain.append(ann.sig, add(dan)); await chain.append(ann.sig, { op: 'remove', user: ben.user }, { prev: await chain.hash(0) });
  }),
  'iat: before its predecessor': within(privateRoom, ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { iat: startIat - 1 })),
  'op: begins with add': async ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { conv: await H('x'), n: 1, prev: await H('x') }),
  'op: a dm removes nobody': within(dm, ({ chain, ann, ben }) => chain.append(ann.sig, { op: 'remove', user: ben.user })),
  'op: nobody leaves a dm': within(dm, ({ chain, ben }) => chain.append(ben.sig, { op: 'leave', user: ben.user })),
  'op: a dm has no other roles': within(dm, ({ chain, ann, ben }) => chain.append(ann.sig, { op: 'role', user: ben.user, role: 'member' })),
  'op: nobody succeeds in a dm': within(dm, ({ chain, ann }) => chain.append(ann.sig, { op: 'succeed', user: ann.user })),
  'op: a dm takes back as admin only': within(dm, async room => {
    await room.ben.reset(later); goes(room, later + day); await room.chain.addMember(room.ann.sig, room.ben.user, room.ben.base);
  }),
  'signer: nobody knows the key': within(privateRoom, async ({ chain, dan }) =>
    chain.append({ ...dan.spare.sig, kid: await H('nobody') }, add(dan))),
  'signer: a device before it was added': within(privateRoom, async room => {
    const { chain, ann, dan } = room;
    ann.chain.iat = later; await ann.chain.add(ann.spare, ann.sig); goes(room, startIat + day);
    await chain.append(ann.spare.sig, add(dan));
  }),
  'signer: a device long dropped': within(privateRoom, async room => {
    const { chain, ann, dan } = room;
    ann.chain.iat = startIat + day; await ann.chain.add(ann.spare, ann.sig); await ann.chain.drop(ann.device, ann.sig); goes(room, later);
    await chain.append(ann.sig, add(dan));
  }),
  'signer: a device long revoked': within(privateRoom, async room => {
    const { chain, ann, dan, revoked } = room;
    revoked[ann.sig.kid] = startIat + day; goes(room, later); await chain.append(ann.sig, add(dan));
  }),
  'signer: the recovery key is not a device': within(privateRoom, async room => {
    const { chain, ann, dan } = room;
    await ann.chain.recovery(ann.spare, ann.sig); goes(room, later); await chain.append(ann.spare.sig, add(dan));
  }),
  'signer: leaves for another': within(privateRoom, ({ chain, ben, cleo }) => chain.append(ben.sig, { op: 'leave', user: cleo.user })),
  'signature: kid of an admin, signature of another': within(privateRoom, ({ chain, ann, ben, dan }) =>
    chain.append({ ...ben.sig, kid: ann.sig.kid }, add(dan))),
  'members: the same user twice': ({ chain, ann, ben }) =>
    chain.create(ann.sig, 'private', 'none', [ann.as('admin'), ben.as('member'), ben.as('admin')]),
  'members: a dm of three': ({ chain, ann, ben, cleo }) =>
    chain.create(ann.sig, 'dm', 'none', [ann.as('admin'), ben.as('admin'), cleo.as('admin')]),
  'members: a dm of one': ({ chain, ann }) => chain.create(ann.sig, 'dm', 'none', [ann.as('admin')]),
  'members: a dm with a mere member': ({ chain, ann, ben }) => chain.create(ann.sig, 'dm', 'none', [ann.as('admin'), ben.as('member')]),
  'history: an open room without': ({ chain, ann }) => chain.create(ann.sig, 'open', 'none', [ann.as('admin')]),
  'not-member: creates a room for others': ({ chain, ann, ben, cleo }) =>
    chain.create(ann.sig, 'private', 'none', [ben.as('admin'), cleo.as('admin')]),
  'not-member: creates under another base': async ({ chain, ann, ben }) =>
    chain.create(ann.sig, 'dm', 'none', [{ user: ann.user, base: await H('x'), role: 'admin' }, ben.as('admin')]),
  'not-admin: creates as a mere member': ({ chain, ann, ben }) => chain.create(ann.sig, 'private', 'none', [ann.as('member'), ben.as('admin')]),
  'not-member: a stranger adds': within(privateRoom, ({ chain, ben, dan }) =>
    chain.append(dan.sig, { op: 'remove', user: ben.user })),
  'not-member: a device of a new base not taken back yet': within(privateRoom, async room => {
    const { chain, ann, dan } = room;
    await ann.reset(later); goes(room, later + day); await chain.append(ann.sig, add(dan));
  }),
  'not-member: a dm, the new base adds the other': within(dm, async room => {
    const { chain, ann, ben } = room;
    await ann.reset(later); await ben.reset(later); goes(room, later + day);
    await chain.addMember(ann.sig, ben.user, ben.base, 'admin');
  }),
  'not-member: a removed member leaves': within(privateRoom, async ({ chain, ann, ben }) => {
    await chain.append(ann.sig, { op: 'remove', user: ben.user }); await chain.append(ben.sig, { op: 'leave', user: ben.user });
  }),
  'not-admin: a member adds': within(privateRoom, ({ chain, ben, dan }) => chain.append(ben.sig, add(dan))),
  'not-admin: a member removes': within(privateRoom, ({ chain, ben, cleo }) => chain.append(ben.sig, { op: 'remove', user: cleo.user })),
  'not-admin: a member makes itself admin': within(privateRoom, ({ chain, ben }) =>
    chain.append(ben.sig, { op: 'role', user: ben.user, role: 'admin' })),
  'not-admin: an open room, a member adds another': within(openRoom, ({ chain, ben, dan }) => chain.append(ben.sig, add(dan))),
  'own-add: an admin takes itself back in a private room': within(privateRoom, async ({ chain, ann, ben }) => {
    await chain.append(ann.sig, { op: 'role', user: ben.user, role: 'admin' });
    await chain.addMember(ann.sig, ann.user, await H('x'), 'admin');
  }),
  'own-add: an outsider joins a private room': within(privateRoom, ({ chain, dan }) => chain.addMember(dan.sig, dan.user, dan.base)),
  'own-add: a dm, one names a new base for oneself': within(dm, async ({ chain, ann }) =>
    chain.addMember(ann.sig, ann.user, await H('x'), 'admin')),
  'own-add: joins an open room as admin': within(openRoom, ({ chain, dan }) => chain.addMember(dan.sig, dan.user, dan.base, 'admin')),
  'own-add: joins an open room under another base': within(openRoom, async ({ chain, dan }) => chain.addMember(dan.sig, dan.user, await H('x'))),
  'was-removed: joins again after an admin removed it': within(openRoom, async ({ chain, ann, ben }) => {
    await chain.append(ann.sig, { op: 'remove', user: ben.user }); await chain.addMember(ben.sig, ben.user, ben.base);
  }),
  'unchanged: adds a member again': within(privateRoom, ({ chain, ann, ben }) => chain.append(ann.sig, add(ben))),
  'unchanged: adds a member again in another role': within(privateRoom, ({ chain, ann, ben }) =>
    chain.addMember(ann.sig, ben.user, ben.base, 'admin')),
  'unchanged: a dm, adds the other again': within(dm, ({ chain, ann, ben }) => chain.addMember(ann.sig, ben.user, ben.base, 'admin')),
  'unchanged: an open room, joins twice': within(openRoom, ({ chain, ben }) => chain.append(ben.sig, add(ben))),
  'unchanged: a role somebody has': within(privateRoom, ({ chain, ann, ben }) =>
    chain.append(ann.sig, { op: 'role', user: ben.user, role: 'member' })),
  'unchanged: an admin succeeds': within(privateRoom, ({ chain, ann }) => chain.append(ann.sig, { op: 'succeed', user: ann.user })),
  'last-admin: leaves': within(privateRoom, ({ chain, ann }) => chain.append(ann.sig, { op: 'leave', user: ann.user })),
  'last-admin: removes itself': within(privateRoom, ({ chain, ann }) => chain.append(ann.sig, { op: 'remove', user: ann.user })),
  'last-admin: steps down': within(privateRoom, ({ chain, ann }) =>
    chain.append(ann.sig, { op: 'role', user: ann.user, role: 'member' })),
  'last-admin: joins an open room anew as member': within(openRoom, async room => {
    const { chain, ann } = room;
    await ann.reset(later); goes(room, later + day); await chain.append(ann.sig, add(ann));
  }),
  'no-such-member: removes an outsider': within(privateRoom, ({ chain, ann, dan }) => chain.append(ann.sig, { op: 'remove', user: dan.user })),
  'no-such-member: a role for an outsider': within(privateRoom, ({ chain, ann, dan }) =>
    chain.append(ann.sig, { op: 'role', user: dan.user, role: 'admin' })),
  'no-such-member: a third person in a dm': within(dm, ({ chain, ann, cleo }) => chain.addMember(ann.sig, cleo.user, cleo.base, 'admin')),
  'not-due: the admin has a device': within(privateRoom, ({ chain, ben }) => chain.append(ben.sig, { op: 'succeed', user: ben.user })),
  'not-due: somebody stands longer': within(privateRoom, async room => {
    const { chain, ann, cleo } = room;
    await ann.reset(later); goes(room, later + day); await chain.append(cleo.sig, { op: 'succeed', user: cleo.user });
  }),
  'signer: succeeds for another': within(privateRoom, async room => {
    const { chain, ann, ben, cleo } = room;
    await ann.reset(later); goes(room, later + day); await chain.append(cleo.sig, { op: 'succeed', user: ben.user });
  }),
  'version: a later one': within(privateRoom, ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { v: 2 })),
  'form: an unknown member': within(privateRoom, ({ chain, ann, dan }) => chain.append(ann.sig, add(dan), { name: 'x' })),
  'form: an unknown kind': ({ chain, ann }) => chain.create(ann.sig, 'secret', 'none', [ann.as('admin')]),
  'form: an unknown role': within(privateRoom, ({ chain, ann, dan }) => chain.addMember(ann.sig, dan.user, dan.base, 'owner')),
  'form: nobody in the genesis': ({ chain, ann }) => chain.create(ann.sig, 'private', 'none', []),
  'op: create comes later': within(privateRoom, async ({ chain, ann }) => chain.append(ann.sig,
    { op: 'create', kind: 'private', history: 'none', members: [ann.as('admin')] }, { conv: null, n: 0, prev: null })),
};

function add(who: Somebody): Record<string, unknown> {
  return { op: 'add', user: who.user, base: who.base, role: 'member' };
}

function within(start: (room: Room) => Promise<unknown>, rest: Build): Build {
  return async room => { await start(room); await rest(room); };
}

export async function buildRoomCase(name: string, build: Build, devices: RoomCastKeys, refused: boolean): Promise<RoomCase> {
  const people = await Promise.all([0, 1, 2, 3].map(i => new Somebody(devices[2 * i]!, devices[2 * i + 1]!).begin()));
  const [ann, ben, cleo, dan] = people as [Somebody, Somebody, Somebody, Somebody];
  const room: Room = { chain: new RoomChainWriter(), ann, ben, cleo, dan, revoked: {} };
  room.chain.iat = startIat + 3600;
  await build(room);
  return {
    name,
    users: Object.fromEntries(people.map(person => [person.user, person.chain.entries])),
    revoked: room.revoked,
    entries: room.chain.entries,
    valid: room.chain.entries.length - (refused ? 1 : 0),
    refusal: refused ? name.slice(0, name.indexOf(':')) as ChainRefusal : null,
  };
}
