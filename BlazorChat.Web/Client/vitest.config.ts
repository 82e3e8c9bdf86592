import { defineConfig } from 'vitest/config';

// Some tests make RSA-3072 keys, which takes seconds each on a busy machine with two cores. What waits for ever still ends.
const patience = 120_000;

/** As the bundler does: a script is its text. */
const scripts = {
  name: 'sh',
  transform: (code: string, id: string) => (id.endsWith('.sh') ? `export default ${JSON.stringify(code)}` : undefined),
};

export default defineConfig({ plugins: [scripts], test: { globalSetup: 'crypto/testing/primes.global.ts', testTimeout: patience, hookTimeout: patience } });
