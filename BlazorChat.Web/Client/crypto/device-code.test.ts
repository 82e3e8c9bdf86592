import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { deviceCode } from './device-code';

test('a device code is eighty bits of the hash of both kids in base32', async () => {
  const [sig, enc] = ['A'.repeat(43), 'BC_-'.repeat(10) + 'BCE'];
  const bits = BigInt('0x' + createHash('sha256').update(`${sig}.${enc}`).digest('hex').slice(0, 20));
  const letters = Array.from({ length: 16 }, (_, i) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number((bits >> BigInt(75 - i * 5)) & 31n)]).join('');
  expect((await deviceCode(sig, enc)).replaceAll('-', '')).toBe(letters);
  expect(await deviceCode(sig, enc)).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
});
