import type { RoomPeople } from '../chains/replay';
import type { RoomChain } from '../chains/room-chain';

/** More are looked at by the server alone. */
const maxLookedAt = 20;

/** Surely no admin has a device any more, nor has anybody who stands longer than this member: who asks for less may be refused. `iat` in seconds. */
export async function isHeir(chain: RoomChain, user: string, iat: number, people: Pick<RoomPeople, 'hasDevice'>): Promise<boolean> {
  const members = chain.members();
  const longer = members.slice(0, members.findIndex(member => member.user === user));
  const before = new Set([...chain.admins(), ...longer]);
  if (before.size > maxLookedAt) return false;
  for (const member of before) if (await people.hasDevice(member, iat) !== 'no') return false;
  return true;
}
