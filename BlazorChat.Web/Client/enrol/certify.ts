import { isApiError } from '../api';
import { verifyKey, verifyLeaf } from '../crypto/certificate';
import { createRequest } from '../crypto/csr';
import { CertificateError } from '../crypto/errors';
import { type NewKey, newEncryptionKey, newSigningKey } from '../crypto/key-pair';
import type { Owner } from '../crypto/owner';
import type { DeviceKeys } from '../keys/device-keys';
import type { Trust } from '../keys/trust';
import type { Context } from './context';

const renewFrom = 30 * 24 * 60 * 60 * 1000; // before the end: day 60 of 90

export interface KeyPairs {
  readonly sig: NewKey;
  readonly enc: NewKey;
}

export const newKeyPairs = async (extractable = false): Promise<KeyPairs> => {
  const [sig, enc] = await Promise.all([newSigningKey(extractable), newEncryptionKey(extractable)]);
  return { sig, enc };
};

/** What this browser keeps of them. */
export const deviceKeysOf = ({ sig, enc }: KeyPairs, { user, device }: Owner): DeviceKeys => ({
  user, device,
  sig: { kid: sig.kid, key: sig.key },
  enc: { kid: enc.kid, key: enc.key },
  encRequest: enc.requestKey,
  spki: { sig: sig.spki, enc: enc.spki },
});

export const pairsOf = ({ sig, enc, encRequest, spki }: DeviceKeys): KeyPairs => ({
  sig: { ...sig, requestKey: sig.key, spki: spki.sig },
  enc: { ...enc, requestKey: encRequest, spki: spki.enc },
});

/** Has both keys certified in one request and checks what came back like anybody else's. */
export async function certify({ api, now }: Context, { authority, crl }: Trust, owner: Owner, keys: KeyPairs): Promise<void> {
  const nonce = await api.nonce();
  const [sig, enc] = await Promise.all([createRequest(keys.sig, owner, nonce), createRequest(keys.enc, owner, nonce)]);
  const certs = await api.enrol(owner.device, sig, enc);
  for (const use of ['sig', 'enc'] as const) {
    const wanted = { authority, crl, user: owner.user, device: owner.device, use, kid: keys[use].kid, at: now(), valid: 'now' } as const;
    await verifyLeaf(certs[use], wanted);
  }
}

/** The keys of an enrolment that stopped: certified already, to be certified (again), or never again. */
export async function standingOf({ api, now }: Context, { authority, crl }: Trust, keys: DeviceKeys): Promise<'certified' | 'open' | 'lost'> {
  for (const use of ['sig', 'enc'] as const) {
    const wanted = { authority, crl, user: keys.user, device: keys.device, use, kid: keys[use].kid, at: now(), valid: 'now' } as const;
    try {
      await verifyKey((await api.key(wanted.kid)).certs, wanted);
    } catch (error) {
      if (isApiError(error, 'not-found')) return 'open';
      if (!(error instanceof CertificateError)) throw error;
      return error.code === 'revoked' ? 'lost' : 'open';
    }
  }
  return 'certified';
}

/** Renews in time, with the same keys. While the certificates are still good, a failure waits for the next time. */
export async function renewIfDue(context: Context, trust: Trust, keys: DeviceKeys): Promise<void> {
  const end = await endOf(context, keys, trust);
  if (context.now() < end - renewFrom) return;
  context.progress('renewal');
  try {
    await certify(context, trust, keys, pairsOf(keys));
  } catch (error) {
    if (context.now() >= end) throw error;
  }
}

/** When the newest certificate of the sig key ends; the enc key is certified together with it. */
async function endOf({ api, now }: Context, keys: DeviceKeys, { authority, crl }: Trust): Promise<number> {
  const { certs } = await api.key(keys.sig.kid);
  let end = 0;
  for (const der of certs) {
    const wanted = { authority, crl, user: keys.user, device: keys.device, use: 'sig', kid: keys.sig.kid, at: now(), valid: 'receiver' } as const;
    end = Math.max(end, (await verifyLeaf(der, wanted)).notAfter);
  }
  return end;
}
