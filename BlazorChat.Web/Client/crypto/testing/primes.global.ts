import type { TestProject } from 'vitest/node';
import { rsa3072 } from '../key-pair';

// Making an RSA-3072 key takes half a second, and the tests need hundreds of them: each pair of the primes of a few makes another one,
// see rsa-pool.ts. They are made once for all test files.

const generated = 8;

declare module 'vitest' {
  export interface ProvidedContext {
    /** base64url, as in a JWK; each is of 1536 bits. */
    primes: readonly string[];
  }
}

export default async function makePrimes({ provide }: TestProject): Promise<void> {
  const made = await Promise.all(Array.from({ length: generated }, async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'RSA-PSS', ...rsa3072 }, true, ['sign', 'verify']);
    const { p, q } = await crypto.subtle.exportKey('jwk', privateKey);
    return [p!, q!];
  }));
  provide('primes', made.flat());
}
