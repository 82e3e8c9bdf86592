import { isApiError, type RoomProfile } from '../api';
import type { Person } from '../chains/person';
import { Room } from '../chains/room';
import type { Role, RoomChain } from '../chains/room-chain';
import { H } from '../crypto/hash';
import { iatAfter, type World } from '../messages/world';
import { appendEntry, BrokenRoom, isTrustworthy, signRoomEntry, type Change } from './entries';
import { HandOver, quietly } from './hand-over';

/** Somebody as they were shown to who chose them. */
export interface Chosen {
  readonly user: string;
  readonly name: string;
}

/** The server allows as many. */
const maxDefaultRooms = 20;

export interface NewRoom {
  readonly kind: 'private' | 'open';
  readonly history: 'none' | 'shared';
  /** Besides oneself, each under the name they were chosen by. */
  readonly members: readonly Chosen[];
  readonly profile: RoomProfile;
  /** Which of the rooms for everybody this is. */
  readonly slot?: string;
}

/** Why somebody cannot be brought into a room, as far as this browser sees it. */
export class NotAddable extends Error {
  constructor(readonly code: 'not-found' | 'no-device' | 'not-accepted' | 'alarm' | 'other-name', readonly user: string) {
    super(`${code} ${user}`);
  }
}

/** What one does about rooms: each is an entry of the room's chain, signed here. All reject with `ApiError`, `NotAddable` or `BrokenRoom`. */
export class RoomActs {
  private readonly handing: HandOver;

  /** `opened`: the room as a conversation of this page holds it, so that a long chain is replayed once. */
  constructor(private readonly world: World, private readonly opened: (conv: string) => Room | null) {
    this.handing = new HandOver(world);
  }

  person = (user: string): Promise<Person | null> => this.world.people.get(user);

  /** Returns the room's id. */
  async create({ kind, history, members, profile, slot }: NewRoom): Promise<string> {
    const { device, api, clock, trust } = this.world;
    if (!isTrustworthy(trust)) throw new BrokenRoom();
    const others = await Promise.all(members.filter(({ user }) => user !== device.user).map(({ user, name }) => this.addable(user, name)));
    const own = await this.addable(device.user);
    const seats = [{ user: device.user, base: own.base, role: 'admin' as const }, ...others.map(({ user, base }) => ({ user, base, role: 'member' as const }))];
    const { name, topic, colour } = profile;
    const jws = await signRoomEntry(this.world, { v: 1, conv: null, n: 0, prev: null, op: 'create', kind, history, members: seats, iat: iatAfter(clock, 0) });
    const { conv } = await api.createConversation(jws, { name, topic, colour }, slot);
    // The id is the hash of what we signed: anything else would be another conversation.
    if (conv !== await H(jws)) throw new BrokenRoom();
    return conv;
  }

  /** Into an open room, or back into one under a new base. */
  async join(conv: string): Promise<void> {
    const { user, base } = await this.addable(this.world.device.user);
    await this.append(conv, chain => (chain.member(user)?.base === base ? null : { op: 'add', user, base, role: 'member' }));
  }

  async add(conv: string, { user, name }: Chosen): Promise<void> {
    const { base } = await this.addable(user, name);
    const room = await this.append(conv, chain => {
      const member = chain.member(user);
      return member?.base === base ? null : { op: 'add', user, base, role: member?.role ?? 'member' };
    });
    // Whoever adds hands the keys over at once; others who are there do when the newcomer asks.
    if (room.chain.sharesHistory) this.world.background.run(quietly(this.handing.to(user, room)));
  }

  remove = (conv: string, user: string) => this.append(conv, chain => (chain.member(user) === null ? null : { op: 'remove', user }));
  setRole = (conv: string, user: string, role: Role) =>
    this.append(conv, chain => (chain.member(user) === null || chain.member(user)!.role === role ? null : { op: 'role', user, role }));

  leave(conv: string): Promise<Room> {
    const { user } = this.world.device;
    return this.append(conv, chain => (chain.member(user) === null ? null : { op: 'leave', user }));
  }

  /** No admin has a device left, and nobody with one is longer here. */
  succeed(conv: string): Promise<Room> {
    const { user } = this.world.device;
    return this.append(conv, chain => (chain.member(user)?.role === 'admin' ? null : { op: 'succeed', user }));
  }

  /** A member asks for the earlier keys. */
  handTo = (conv: string, user: string): Promise<void> => quietly(this.handing.to(user, this.roomOf(conv)));

  /** Into the rooms that everybody here is to be in. What fails is tried at the next start. */
  async bringIn(): Promise<void> {
    for (const { slot, conv, name, topic, colour } of (await this.world.api.defaultRooms()).slice(0, maxDefaultRooms)) {
      try {
        const made = conv ?? await this.createDefault({ name, topic, colour }, slot);
        if (made !== null) await this.joinFirst(made);
      } catch (error) {
        if (isApiError(error) && (error.isTransient || error.status === 409)) throw error;
        // An admin has removed us, or it is closed or broken: nothing that trying again would mend, and no reason to keep us from the others.
        if (!isApiError(error) && !(error instanceof BrokenRoom) && !(error instanceof NotAddable)) throw error;
      }
      await this.world.api.dealtWith(slot);
    }
  }

  /** The server says which rooms these are; that somebody is not brought back into what they left, nor into anything but an open room, we see ourselves. */
  private async joinFirst(conv: string): Promise<void> {
    const room = this.roomOf(conv);
    await room.refresh();
    if (!room.broken && room.chain.kind === 'open' && !room.chain.hasKnown(this.world.device.user)) await this.join(conv);
  }

  /** Null: made by us, who are in it. Where another was faster, theirs is the one. */
  private async createDefault(profile: RoomProfile, slot: string): Promise<string | null> {
    try {
      await this.create({ kind: 'open', history: 'shared', members: [], profile, slot });
      return null;
    } catch (error) {
      const existing = isApiError(error, 'exists') ? error.extensions['conv'] : undefined;
      if (typeof existing === 'string') return existing;
      throw error;
    }
  }

  private async append(conv: string, what: (chain: RoomChain) => Change | null): Promise<Room> {
    const room = this.roomOf(conv);
    try {
      await appendEntry(this.world, room, what);
    } catch (error) {
      // Somebody has begun anew a moment ago: the next try sees it.
      if (isApiError(error, 'base')) this.world.people.forget(room.chain.members().map(({ user }) => user));
      throw error;
    }
    return room;
  }

  private roomOf(conv: string): Room {
    const { api, pins, people } = this.world;
    return this.opened(conv) ?? new Room(conv, api, pins, people);
  }

  /** `name`: by which somebody was chosen. A server that shows one name and means another is caught here. */
  private async addable(user: string, name?: string): Promise<{ readonly user: string; readonly base: string }> {
    const { people, device } = this.world;
    people.forget([user]);
    const person = await people.get(user);
    if (person === null) throw new NotAddable('not-found', user);
    const { chain: { base }, standing } = person;
    if (base !== null && name !== undefined && name !== person.name) throw new NotAddable('other-name', user);
    if (base === null || standing === 'none') throw new NotAddable('no-device', user);
    if (standing === 'new-base') throw new NotAddable('not-accepted', user);
    if (standing !== 'ok') throw new NotAddable('alarm', user);
    if (user !== device.user && (await person.recipients()).length === 0) throw new NotAddable('no-device', user);
    return { user, base };
  }
}
