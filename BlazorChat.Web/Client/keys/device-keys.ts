import type { Owner } from '../crypto/owner';
import type { Database } from './database';

export interface OwnKey {
  readonly kid: string;
  /** Private and non-extractable: it signs or decrypts here and nowhere else. */
  readonly key: CryptoKey;
}

/** This browser as a device of a user. */
export interface DeviceKeys extends Owner {
  readonly sig: OwnKey;
  readonly enc: OwnKey;
  /** To ask for a renewal of the enc key's certificate: the same key, allowed to sign. */
  readonly encRequest: CryptoKey;
  /** SubjectPublicKeyInfo of both, DER. */
  readonly spki: { readonly sig: Uint8Array<ArrayBuffer>; readonly enc: Uint8Array<ArrayBuffer> };
}

export const loadDevice = (db: Database, user: string): Promise<DeviceKeys | undefined> => db.get('device', user);

export async function saveDevice(db: Database, keys: DeviceKeys): Promise<void> {
  for (const key of [keys.sig.key, keys.enc.key, keys.encRequest])
    if (key.extractable) throw new TypeError('A key that stays must not be extractable.');
  await db.put('device', keys, keys.user);
}
