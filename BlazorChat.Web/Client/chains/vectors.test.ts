import { describe, expect, it } from 'vitest';
import { replayRoomChain, replayUserChain } from './replay';
import { RoomChain } from './room-chain';
import { refusedRoomChains, validRoomChains, buildRoomCase, roomCast, type RoomCase } from './testing/room-cases';
import { buildUserCase, keysOf, refusedUserChains, userCast, validUserChains, type UserCase } from './testing/user-cases';
import { keysFrom, peopleFrom, readVectors, stateOfRoom, stateOfUser, writeVectors } from './testing/vectors';
import { UserChain } from './user-chain';
import type { KeyOf } from './replay';

async function runUser({ user, entries }: UserCase, keyOf: KeyOf) {
  const { chain, refused } = await replayUserChain(new UserChain(user), entries.map(jws => ({ jws, at: 0 })), keyOf);
  return { valid: chain.n + 1, refusal: refused?.code ?? null, state: stateOfUser(chain) };
}

async function runRoom({ users, revoked, entries }: RoomCase, keyOf: KeyOf) {
  const people = await peopleFrom(users, revoked, keyOf);
  const log = entries.map((jws, i) => ({ jws, seq: i + 1, at: 0 }));
  const { chain, refused } = await replayRoomChain(new RoomChain(), log, people);
  return { valid: chain.n + 1, refusal: refused?.code ?? null, state: stateOfRoom(chain) };
}

// WRITE_VECTORS=1 npx vitest run chains/vectors.test.ts
describe.runIf(process.env['WRITE_VECTORS'])('writing the vectors', () => {
  it.each([['valid', validUserChains], ['refused', refusedUserChains]] as const)('user-chain-%s.json', async (kind, builds) => {
    const cast = await userCast();
    const keys = keysOf({ ...cast });
    const cases = [];
    for (const [name, build] of Object.entries(builds)) {
      const made = await buildUserCase(name, build, cast, kind === 'refused');
      cases.push({ ...made, state: (await runUser(made, keysFrom(keys))).state });
    }
    writeVectors(`user-chain-${kind}.json`, { keys, cases });
  });

  it.each([['valid', validRoomChains], ['refused', refusedRoomChains]] as const)('room-chain-%s.json', async (kind, builds) => {
    const cast = await roomCast();
    const keys = keysOf(Object.fromEntries(cast.entries()));
    const cases = [];
    for (const [name, build] of Object.entries(builds)) {
      const made = await buildRoomCase(name, build, cast, kind === 'refused');
      cases.push({ ...made, state: (await runRoom(made, keysFrom(keys))).state });
    }
    writeVectors(`room-chain-${kind}.json`, { keys, cases });
  });
});

describe.each(['valid', 'refused'])('user chains, %s', kind => {
  const { keys, cases } = readVectors<UserCase>(`user-chain-${kind}.json`);
  it.each(cases)('$name', async vector => {
    const { valid, refusal, state } = vector;
    expect(await runUser(vector, keysFrom(keys))).toEqual({ valid, refusal, state });
  });
});

describe.each(['valid', 'refused'])('room chains, %s', kind => {
  const { keys, cases } = readVectors<RoomCase>(`room-chain-${kind}.json`);
  it.each(cases)('$name', async vector => {
    const { valid, refusal, state } = vector;
    expect(await runRoom(vector, keysFrom(keys))).toEqual({ valid, refusal, state });
  });
});
