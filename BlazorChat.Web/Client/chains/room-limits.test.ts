import { expect, test } from 'vitest';
import { RoomChain } from './room-chain';
import { maxMembers } from './room-rules';

const signer = { user: 'u0', base: 'b' };
const genesis = (members: number) => ({
  hash: 'genesis', signer, seq: 1, at: 1,
  entry: { v: 1, op: 'create', kind: 'open', history: 'shared', nonce: 'x', iat: 1, conv: null, n: 0, prev: null,
    members: Array.from({ length: members }, (_, i) => ({ user: `u${i}`, base: 'b', role: i === 0 ? 'admin' as const : 'member' as const })) } as never,
});
const joins = (chain: RoomChain, user: string) => ({
  hash: `h${user}`, signer: { user, base: 'b' }, seq: chain.n + 2, at: 1,
  entry: { v: 1, op: 'add', conv: 'genesis', n: chain.n + 1, prev: chain.head, user, base: 'b', role: 'member', iat: 1 } as never,
});

test('the 2,000th member is taken, the 2,001st is not, and one who leaves makes room', () => {
  const chain = new RoomChain();
  expect(chain.apply(genesis(maxMembers - 1), false)).toBeNull();
  expect(chain.apply(joins(chain, 'the 2,000th'), false)).toBeNull();
  expect(chain.size).toBe(2000);
  expect(chain.apply(joins(chain, 'the 2,001st'), false)).toBe('too-many-members');
  const leaves = { ...joins(chain, 'u5'), entry: { v: 1, op: 'leave', conv: 'genesis', n: chain.n + 1, prev: chain.head, user: 'u5', iat: 1 } as never };
  expect(chain.apply(leaves, false)).toBeNull();
  expect(chain.apply(joins(chain, 'the 2,001st'), false)).toBeNull();
});

test('a room does not begin with 2,001', () => {
  const chain = new RoomChain();
  expect(chain.apply(genesis(maxMembers + 1), false)).toBe('too-many-members');
  expect(chain.n).toBe(-1);
});
