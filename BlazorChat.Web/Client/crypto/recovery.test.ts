import { describe, expect, test } from 'vitest';
import { newEncryptionKey, newSigningKey } from './testing/key-pool';
import { inGroups, newRecoveryCode, parseRecoveryCode, shown } from './recovery-code';
import { openRecovery, sealRecovery } from './recovery-jwe';
import { bytesOf, encode } from './base64url';


describe('a recovery code', () => {
  test('is shown as seven groups of four and read back', async () => {
    const code = await newRecoveryCode();
    expect(shown(code)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(inGroups(code)).toHaveLength(7);
    expect(await parseRecoveryCode(shown(code))).toBe(code);
  });

  test('is different every time', async () => {
    expect(await newRecoveryCode()).not.toBe(await newRecoveryCode());
  });

  test('with one character changed is told before anything is derived', async () => {
    const code = await newRecoveryCode();
    let noticed = 0;
    for (let i = 0; i < 26; i++) {
      const changed = code.slice(0, i) + (code[i] === 'A' ? 'B' : 'A') + code.slice(i + 1);
      noticed += await parseRecoveryCode(changed).then(() => 0, () => 1);
    }
    expect(noticed).toBeGreaterThan(24); // one in 1,024 passes
  });
});

describe('the recovery pair', () => {
  test('comes back out of its envelope with the code, and only with it', async () => {
    const [sig, enc] = await Promise.all([newSigningKey(true), newEncryptionKey(true)]);
    const code = await newRecoveryCode();
    const jwe = await sealRecovery({ sig, enc }, code);
    const opened = await openRecovery(jwe, code);
    expect([opened.sig.kid, opened.enc.kid]).toEqual([sig.kid, enc.kid]);
    expect([opened.sig.key.extractable, opened.enc.key.extractable]).toEqual([false, false]);
    expect([opened.sig.key.usages, opened.enc.key.usages]).toEqual([['sign'], ['decrypt']]);
    await expect(openRecovery(jwe, await newRecoveryCode())).rejects.toMatchObject({ code: 'decryption-failed' });
  });

  test('under another cost is refused without deriving anything', async () => {
    const [, ...rest] = (await sealRecovery({ sig: await newSigningKey(true), enc: await newEncryptionKey(true) }, await newRecoveryCode())).split('.');
    for (const cost of [1, 209_999, 210_001, 2_100_000_000]) {
      const header = `{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","typ":"chat-recovery+jwe","p2c":${cost},"p2s":"${'A'.repeat(22)}"}`;
      const jwe = [encode(bytesOf(header)), ...rest].join('.');
      await expect(openRecovery(jwe, '0'.repeat(28))).rejects.toMatchObject({ code: 'bad-header' });
    }
  });
});
