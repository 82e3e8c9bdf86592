import { DecryptionError } from '../crypto/errors';
import { recovery } from '../crypto/owner';
import { newRecoveryCode, parseRecoveryCode } from '../crypto/recovery-code';
import { openRecovery, type RecoveryKeys, sealRecovery } from '../crypto/recovery-jwe';
import type { DeviceKeys } from '../keys/device-keys';
import type { Trust } from '../keys/trust';
import { certify, newKeyPairs } from './certify';
import { type Context, EnrolError } from './context';
import { append, readOwnChain } from './own-chain';
import { saveHandOver } from './record';

/** Opens the recovery pair on the server with what a person typed. `RecoveryCodeError` for a slip, before any waiting. */
export async function openWithCode(context: Context, trust: Trust, typed: string): Promise<RecoveryKeys> {
  const code = await parseRecoveryCode(typed);
  context.progress('code');
  const [{ jwe }, { chain }] = await Promise.all([context.api.recovery(), readOwnChain(context, trust)]);
  const named = chain.recovery();
  if (jwe === null || named === null) throw new EnrolError('no-recovery');
  const keys = await openRecovery(jwe, code).catch(error => {
    throw error instanceof DecryptionError ? new EnrolError('recovery-code-wrong') : error;
  });
  if (keys.sig.kid !== named.sig || keys.enc.kid !== named.enc) throw new EnrolError('no-recovery');
  return keys;
}

/**
 * A new recovery pair and its code in place of any before. The sealed pair is on the server before the chain names it,
 * so the code works from the moment it counts. The code is returned once and kept nowhere.
 */
export async function renewRecovery(context: Context, trust: Trust, device: DeviceKeys): Promise<string> {
  context.progress('recovery');
  const pair = await newKeyPairs(true);
  await certify(context, trust, { user: context.user, device: recovery }, pair);
  const code = await newRecoveryCode();
  await context.api.saveRecovery(await sealRecovery(pair, code), pair.sig.kid, pair.enc.kid);
  await append(context, trust, device.sig, chain =>
    chain.recovery()?.sig === pair.sig.kid ? null : { op: 'recovery', sig: pair.sig.kid, enc: pair.enc.kid });
  const key = await crypto.subtle.importKey('spki', pair.enc.spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']);
  await saveHandOver(context.db, context.user, { kid: pair.enc.kid, key });
  return code;
}
