import { describe, expect, test } from 'vitest';
import type { People } from '../chains/people';
import type { Person, Standing } from '../chains/person';
import type { Room } from '../chains/room';
import { CertificateError } from '../crypto/errors';
import { recipientsOf } from './recipients';

const key = {} as CryptoKey;

function person(user: string, standing: Standing = 'ok', base = `base of ${user}`, receive = async () => [{ user, kid: `kid of ${user}`, key }]): Person {
  return { user, standing, chain: { base }, recipients: receive } as unknown as Person;
}

/** A room of these, each named there under the base of that name. */
function recipients(...people: (Person | null)[]) {
  const users = people.map((someone, i) => someone?.user ?? `gone ${i}`);
  const room = { chain: { members: () => users.map(user => ({ user, base: `base of ${user}` })) } } as unknown as Room;
  return recipientsOf(room, { getAll: async () => undefined, get: async (user: string) => people[users.indexOf(user)] } as unknown as People);
}

describe('who receives', () => {
  test('is everybody who receives for a member', async () => {
    expect((await recipients(person('ann'), person('ben'))).map(({ kid }) => kid)).toEqual(['kid of ann', 'kid of ben']);
  });

  test('is not a member who began anew and was not taken back, nor one who is gone', async () => {
    expect((await recipients(person('ann'), person('ben', 'ok', 'a new base'), null)).map(({ user }) => user)).toEqual(['ann']);
  });

  test.each([
    ['new-base', 'not-accepted'], ['pin-broken', 'alarm'], ['chain-broken', 'alarm'], ['unknown-device', 'alarm'],
  ] as const)('is nobody while a member stands as %s', async (standing, why) => {
    await expect(recipients(person('ann'), person('ben', standing))).rejects.toMatchObject({ user: 'ben', why });
  });

  test('is nobody while a certificate of one is not right', async () => {
    const broken = person('ben', 'ok', undefined, () => Promise.reject(new CertificateError('wrong-kid')));
    await expect(recipients(person('ann'), broken)).rejects.toMatchObject({ user: 'ben', why: 'certificate' });
  });
});
