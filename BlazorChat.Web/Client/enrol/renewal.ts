import { verifyLeaf } from '../crypto/certificate';
import { CertificateError } from '../crypto/errors';
import type { DeviceKeys } from '../keys/device-keys';
import type { Trust } from '../keys/trust';
import { certify, pairsOf, type Certifying } from './certify';
import type { Context } from './context';

const renewFrom = 30 * 24 * 60 * 60 * 1000; // before the end: day 60 of 90
/** Whoever is told so soon after a renewal that the certificate has ended is not helped by another. */
const freshMs = 60 * 1000;

/** Renews in time, with the same keys. While the certificates are still good, a failure waits for the next time. */
export async function renewIfDue(context: Certifying & Pick<Context, 'progress'>, trust: Trust, keys: DeviceKeys): Promise<void> {
  const end = await endOf(context, trust, keys);
  if (context.now() < end - renewFrom) return;
  context.progress('renewal');
  try {
    await certify(context, trust, keys, pairsOf(keys));
  } catch (error) {
    if (context.now() >= end) throw error;
  }
}

interface Surroundings extends Certifying {
  readonly locks: { request<T>(name: string, act: () => Promise<T>): Promise<T> };
  readonly trust: Trust;
}

/** Renewal in a page that stays open: one tab at a time, so that what another has just renewed is not due any more. */
export class Renewal {
  private renewedAt = -Infinity;

  constructor(private readonly surroundings: Surroundings, private readonly keys: DeviceKeys) {}

  /** From day 60. */
  ifDue(): Promise<void> {
    const { surroundings, keys } = this;
    return this.alone(() => renewIfDue({ ...surroundings, progress: () => {} }, surroundings.trust, keys));
  }

  /** The server says that the certificate has ended, whatever this browser's clock says. */
  atOnce(): Promise<void> {
    const { surroundings, keys } = this;
    return this.alone(async () => {
      if (surroundings.now() - this.renewedAt < freshMs) return;
      await certify(surroundings, surroundings.trust, keys, pairsOf(keys));
      this.renewedAt = surroundings.now();
    });
  }

  private alone(act: () => Promise<void>): Promise<void> {
    return this.surroundings.locks.request(`blazorchat renewal ${this.keys.user}`, act);
  }
}

/** When the newest certificate of the sig key ends; the enc key is certified together with it. */
async function endOf({ api, now }: Certifying, { authority, crl }: Trust, keys: DeviceKeys): Promise<number> {
  const { certs } = await api.key(keys.sig.kid);
  let end = 0;
  for (const der of certs) {
    const wanted = { authority, crl, user: keys.user, device: keys.device, use: 'sig', kid: keys.sig.kid, at: now(), valid: 'receiver' } as const;
    end = Math.max(end, await verifyLeaf(der, wanted).then(leaf => leaf.notAfter, noneIfIssuerEnded));
  }
  return end;
}

/** The issuing CA of this one is revoked; the authority may have certified the key anew, or does now. */
function noneIfIssuerEnded(error: unknown): number {
  if (error instanceof CertificateError && error.code === 'issuer-revoked') return 0;
  throw error;
}
