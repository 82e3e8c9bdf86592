import { isApiError } from '../api';
import { verifyKey, verifyLeaf } from '../crypto/certificate';
import { createRequest } from '../crypto/csr';
import { CertificateError } from '../crypto/errors';
import { type NewKey, newEncryptionKey, newSigningKey } from '../crypto/key-pair';
import type { Owner } from '../crypto/owner';
import type { DeviceKeys } from '../keys/device-keys';
import type { Trust } from '../keys/trust';
import type { Context, EnrolApi } from './context';

/** What certification needs of its surroundings. */
export interface Certifying {
  readonly api: Pick<EnrolApi, 'nonce' | 'enrol' | 'key'>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

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

/** The keys are not certified yet: an administrator decides first. Nothing is lost, the same keys may ask again. */
export class ApprovalPending extends Error {
  constructor(/** Unix milliseconds. */ readonly since: number) {
    super('approval-pending');
    this.name = 'ApprovalPending';
  }
}

/** Has both keys certified in one request and checks what came back like anybody else's. Rejects with `ApprovalPending`. */
export async function certify({ api, now }: Certifying, { authority, crl }: Trust, owner: Owner, keys: KeyPairs): Promise<void> {
  const nonce = await api.nonce();
  const [sig, enc] = await Promise.all([createRequest(keys.sig, owner, nonce), createRequest(keys.enc, owner, nonce)]);
  const certs = await api.enrol(owner.device, sig, enc);
  if ('pending' in certs) throw new ApprovalPending(certs.at);
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
