import { inject } from 'vitest';

// Good for tests only: whoever compares two of these keys finds the prime they share. `BlazorChat.Tests/Support/RsaPool.cs` is its like.

const forAuthorities = 48; // more than any test has CAs, so that none comes twice there
const e = 65537n;

let taken = 0;
let takenByCas = 0;
const combined = new Map<number, JsonWebKey>();

/** Every test may begin with the first keys again. */
export function fromTheStart(): void {
  taken = 0;
}

/** A private key that nobody else has in this test. */
export const nextKey = (): JsonWebKey => at(forAuthorities + taken++);

/** One that the CAs of the last tests did not have, and no device has. */
export const nextCaKey = (): JsonWebKey => at(takenByCas++ % forAuthorities);

export const publicHalf = ({ kty, n, e }: JsonWebKey): JsonWebKey => ({ kty: kty!, n: n!, e: e! });

/** The key of the pair of primes with this number, counted in the order (1,0), (2,0), (2,1), (3,0) and so on. */
function at(number: number): JsonWebKey {
  const primes = inject('primes');
  let first = 1;
  let second = number;
  for (; second >= first; first++) second -= first;
  if (first >= primes.length) throw new Error('A test needs more keys than there are: raise `generated` in primes.global.ts.');
  let jwk = combined.get(number);
  if (!jwk) combined.set(number, jwk = combine(numberOf(primes[first]!), numberOf(primes[second]!)));
  return jwk;
}

/** RFC 8017 3.2, as RFC 7518 6.3 writes it. */
function combine(p: bigint, q: bigint): JsonWebKey {
  const d = inverse(e, (p - 1n) * (q - 1n));
  return {
    kty: 'RSA', e: 'AQAB', n: text(p * q, 384), d: text(d, 384),
    p: text(p, 192), q: text(q, 192), dp: text(d % (p - 1n), 192), dq: text(d % (q - 1n), 192), qi: text(inverse(q, p), 192),
  };
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, x, y] = [value, modulus, 1n, 0n];
  while (next !== 0n) [r, next, x, y] = [next, r % next, y, x - (r / next) * y];
  return ((x % modulus) + modulus) % modulus;
}

const numberOf = (base64url: string): bigint => BigInt(`0x${Buffer.from(base64url, 'base64url').toString('hex')}`);
const text = (value: bigint, bytes: number): string => Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex').toString('base64url');
