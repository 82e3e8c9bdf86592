import { decode, encode } from '../crypto/base64url';
import type { SessionKey } from '../crypto/session-key';
import { type Database, ofUser } from './database';
import type { Vault } from './vault';

/** The session keys this browser holds, at rest only under the vault. */
export class SessionKeys {
  constructor(
    private readonly db: Database,
    private readonly user: string,
    private readonly vault: Vault,
  ) {}

  async save(conv: string, { thumbprint, k }: SessionKey): Promise<void> {
    const sealed = await this.vault.seal(purposeOf(conv, thumbprint), decode(k));
    await this.db.put('sessions', sealed, [this.user, conv, thumbprint]);
  }

  async find(conv: string, thumbprint: string): Promise<SessionKey | null> {
    const sealed = await this.db.get('sessions', [this.user, conv, thumbprint]);
    return sealed ? { thumbprint, k: encode(await this.vault.open(purposeOf(conv, thumbprint), sealed)) } : null;
  }

  /** Thumbprints of all keys of a conversation. */
  async list(conv: string): Promise<string[]> {
    return (await this.db.getAllKeys('sessions', ofUser(this.user, conv))).map(([, , thumbprint]) => thumbprint);
  }
}

const purposeOf = (conv: string, thumbprint: string) => `session ${conv} ${thumbprint}`;
