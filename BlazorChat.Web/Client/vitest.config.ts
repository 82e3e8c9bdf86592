import { defineConfig } from 'vitest/config';

// Tests make RSA-3072 keys, which takes seconds each on a busy machine with two cores. What waits for ever still ends.
const patience = 120_000;

export default defineConfig({ test: { testTimeout: patience, hookTimeout: patience } });
