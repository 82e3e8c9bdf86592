import { isApiError, type ConversationSummary } from '../api';
import type { Person } from '../chains/person';
import type { Room } from '../chains/room';
import { H } from '../crypto/hash';
import { appendEntry, BrokenRoom, signRoomEntry } from '../rooms/entries';
import { SendError } from './types';
import { iatAfter, type World } from './world';

/** The dm with somebody, null while nobody has made it. */
export const findDm = (world: World, peer: string): Promise<ConversationSummary | null> => world.api.dmWith(peer);

/** Makes the dm. Where the other, or another tab, was faster, theirs is the one. */
export async function createDm(world: World, peer: string): Promise<string> {
  const [own, other] = await Promise.all([personOf(world, world.device.user), personOf(world, peer)]);
  if (other.chain.active().length === 0 || (await other.recipients()).length === 0) throw new SendError('no-device');
  if (other.standing === 'new-base') throw new SendError('not-accepted');
  if (other.standing !== 'ok' || own.standing !== 'ok') throw new SendError('alarm');
  const members = [own, other].map(({ user, chain }) => ({ user, base: chain.base!, role: 'admin' as const }));
  const jws = await signRoomEntry(world, {
    v: 1, conv: null, n: 0, prev: null, op: 'create', kind: 'dm', history: 'none', members, iat: iatAfter(world.clock, 0),
  });
  try {
    const { conv } = await world.api.createConversation(jws);
    // The id is the hash of what we signed: anything else would be another conversation.
    if (conv !== await H(jws)) throw new SendError('refused');
    return conv;
  } catch (error) {
    const existing = isApiError(error, 'exists') ? error.extensions['conv'] : undefined;
    if (typeof existing === 'string') return existing;
    // Somebody has begun anew a moment ago: the next try sees it.
    if (isApiError(error, 'base')) world.people.forget([own.user, peer]);
    throw error;
  }
}

/** Takes somebody back under the base that was accepted, and no newer one: the other of a dm, or, as an admin, a member of a room. */
export async function takeBack(world: World, room: Room, user: string, base: string): Promise<void> {
  try {
    await appendEntry(world, room, chain => {
      const member = chain.member(user);
      return member === null || member.base === base ? null : { op: 'add', user, base, role: member.role };
    });
  } catch (error) {
    // They have begun anew once more, or the room is not valid: that is another notice.
    if (!isApiError(error, 'base') && !(error instanceof BrokenRoom)) throw error;
  }
}

async function personOf(world: World, user: string): Promise<Person> {
  const person = await world.people.get(user);
  if (person === null) throw new SendError('not-found');
  return person;
}
