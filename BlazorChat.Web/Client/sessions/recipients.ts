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

/** Certificates end, and lists are fetched beside: so long what was worked out for the same chains and list is taken as it is. */
const freshMs = 30_000;
const workedOut = new WeakMap<Room, { readonly state: string; readonly at: number; readonly recipients: readonly Recipient[] }>();

/** As `recipientsOf`, worked out once for many messages in a row. */
export async function recipientsNow(room: Room, people: People): Promise<readonly Recipient[]> {
  const now = people.trust.clock();
  const state = () => `${room.chain.head} ${people.version} ${people.trust.crl.number}`;
  const known = workedOut.get(room);
  if (known?.state === state() && now - known.at < freshMs) return known.recipients;
  // By the state before: what changes meanwhile is worked out again.
  const before = state();
  const recipients = await recipientsOf(room, people);
  workedOut.set(room, { state: before, at: now, recipients });
  return recipients;
}

/**
 * Every device and recovery key that receives in a conversation now: those of members whose current base is the
 * one the room names. Each certificate is checked here, because it is here that we encrypt to it.
 */
export async function recipientsOf(room: Room, people: People): Promise<Recipient[]> {
  const members = room.chain.members();
  await people.getAll(members.map(({ user }) => user));
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
