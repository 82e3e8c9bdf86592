import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RoomChain } from '../room-chain';
import type { RoomPeople } from '../replay';
import { replayUserChain, type KeyOf } from '../replay';
import { toleranceSeconds } from '../refusal';
import { countedAt, UserChain, type KeyPair } from '../user-chain';

/** The JSON files that C# and TypeScript both run; their README says what stands in them. */
const folder = new URL('../../../../BlazorChat.Tests/Vectors/', import.meta.url);

export type Jwk = { readonly kty: string; readonly n: string; readonly e: string };
export interface VectorFile<Case> {
  readonly keys: Readonly<Record<string, Jwk>>;
  readonly cases: readonly (Case & { readonly state: unknown })[];
}

export const readVectors = <Case>(name: string): VectorFile<Case> =>
  JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8')) as VectorFile<Case>;

export const writeVectors = (name: string, file: VectorFile<unknown>): void =>
  writeFileSync(fileURLToPath(new URL(name, folder)), JSON.stringify(file, null, 1) + '\n');

export function keysFrom(jwks: VectorFile<unknown>['keys']): KeyOf {
  const imported = new Map<string, Promise<CryptoKey>>();
  return async kid => {
    const jwk = jwks[kid];
    if (jwk === undefined) return null;
    if (!imported.has(kid)) {
      imported.set(kid, crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']));
    }
    return imported.get(kid)!;
  };
}

const keysOfPair = ({ sig, enc }: KeyPair) => ({ sig, enc });

export function stateOfUser(chain: UserChain): unknown {
  const recovery = chain.recovery();
  return {
    n: chain.n, head: chain.head, base: chain.base,
    devices: chain.active().map(pair => ({ device: pair.device, ...keysOfPair(pair) })),
    recovery: recovery === null ? null : keysOfPair(recovery),
  };
}

export function stateOfRoom(chain: RoomChain): unknown {
  if (chain.n === -1) return null;
  return {
    conv: chain.conv, n: chain.n, head: chain.head, kind: chain.kind, history: chain.create.history,
    members: chain.members().map(({ user, base, role }) => ({ user, base, role })),
  };
}

/** People as a vector gives them: chains that are valid, revocations, no certificates. */
export async function peopleFrom(
  users: Readonly<Record<string, readonly string[]>>, revoked: Readonly<Record<string, number>>, keyOf: KeyOf,
): Promise<RoomPeople> {
  const chains = new Map<string, UserChain>();
  for (const [user, entries] of Object.entries(users)) {
    const { chain, refused } = await replayUserChain(new UserChain(user), entries.map(jws => ({ jws, at: 0 })), keyOf);
    if (refused !== null) throw new Error(`the chain of ${user}: ${refused.code} at ${refused.n}`);
    chains.set(user, chain);
  }
  const revokedAt = (pair: KeyPair) => revoked[pair.sig] ?? Infinity;
  return {
    async signer(kid, iat) {
      for (const chain of chains.values()) {
        const pair = chain.signedBy(kid);
        if (pair === null || pair.device === null || !countedAt(pair, iat)) continue;
        if (revokedAt(pair) < iat - toleranceSeconds) return null;
        const key = await keyOf(kid, pair.device, iat);
        return key === null ? null : { user: chain.user, base: pair.base, key };
      }
      return null;
    },
    async hasDevice({ user, base }, iat) {
      const pairs = chains.get(user)!.pairs.filter(pair => pair.device !== null && pair.base === base);
      const gone = (pair: KeyPair) => Math.min(pair.removed?.iat ?? Infinity, revokedAt(pair));
      return pairs.some(pair => pair.added.iat <= iat && gone(pair) > iat) ? 'yes' : 'no';
    },
  };
}
