import { bytesOf, textOf } from '../crypto/base64url';
import { DecryptionError } from '../crypto/errors';
import type { Database } from './database';

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

const name = 'vault';

/**
 * Seals what lies in IndexedDB with an AES-GCM key that never leaves this browser's key store. It keeps a copied
 * profile or a backup from being readable by itself; it does not keep out script of this origin.
 */
export class Vault {
  private constructor(private readonly key: CryptoKey) {}

  static async open(db: Database, user: string): Promise<Vault> {
    const kept = await db.get('meta', [user, name]);
    if (kept) return new Vault(kept as CryptoKey);
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Another tab may have been faster: its key is the one.
    const change = db.transaction('meta', 'readwrite');
    const first = await change.store.get([user, name]);
    if (!first) await change.store.put(made, [user, name]);
    await change.done;
    return new Vault((first as CryptoKey | undefined) ?? made);
  }

  /** `purpose` says what it is and where it belongs; it opens only under the same. */
  async seal(purpose: string, content: string | Uint8Array<ArrayBuffer>): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = typeof content === 'string' ? bytesOf(content) : content;
    return { iv, data: await crypto.subtle.encrypt(this.gcm(iv, purpose), this.key, bytes) };
  }

  async open(purpose: string, { iv, data }: Sealed): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return new Uint8Array(await crypto.subtle.decrypt(this.gcm(iv, purpose), this.key, data));
    } catch {
      throw new DecryptionError();
    }
  }

  async openText(purpose: string, sealed: Sealed): Promise<string> {
    return textOf(await this.open(purpose, sealed));
  }

  private gcm(iv: Uint8Array<ArrayBuffer>, purpose: string): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: bytesOf(purpose) };
  }
}
