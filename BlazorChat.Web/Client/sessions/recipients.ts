import type { People } from '../chains/people';
import type { Person, Recipient } from '../chains/person';
import type { Room } from '../chains/room';
import { CryptoError } from '../crypto/errors';

/** Somebody we must not send to as things are: who, and why. */
export class NotSafe extends Error {
  constructor(readonly user: string, readonly why: 'not-accepted' | 'alarm' | 'certificate') {
    super(`${why} ${user}`);
    this.name = 'NotSafe';
  }
}

/**
 * Every device and recovery key that receives in a conversation now: those of members whose current base is the
 * one the room names. Each certificate is checked here, because it is here that we encrypt to it.
 */
export async function recipientsOf(room: Room, people: People): Promise<Recipient[]> {
  const members = room.chain.members();
  const lists = await Promise.all(members.map(async ({ user, base }) => {
    const person = await people.get(user);
    if (person === null || person.chain.base !== base) return [];
    return receiving(person);
  }));
  return lists.flat();
}

async function receiving(person: Person): Promise<Recipient[]> {
  if (person.standing === 'new-base') throw new NotSafe(person.user, 'not-accepted');
  if (person.standing !== 'ok') throw new NotSafe(person.user, 'alarm');
  try {
    return await person.recipients();
  } catch (error) {
    throw error instanceof CryptoError ? new NotSafe(person.user, 'certificate') : error;
  }
}
