import { defineConfig } from 'vitest/config';

// Some tests make RSA-3072 keys, which takes seconds each on a busy machine with two cores. What waits for ever still ends.
const patience = 120_000;

export default defineConfig({ test: { globalSetup: 'crypto/testing/primes.global.ts', testTimeout: patience, hookTimeout: patience } });
