import { encode } from '../../crypto/base64url';
import type { Use } from '../../crypto/certificate';
import { sign } from '../../crypto/jws';
import type { NewKey } from '../../crypto/key-pair';
import { recovery } from '../../crypto/owner';
import type { UserEntry } from '../../crypto/payloads';
import { newEncryptionKey, newSigningKey } from '../../crypto/testing/key-pool';
import type { TestServer } from './server';

export interface Keys {
  /** A uuid, or "recovery". */
  readonly device: string;
  readonly sig: NewKey;
  readonly enc: NewKey;
}

type Fields<Entry> = Entry extends unknown ? Omit<Entry, 'v' | 'user' | 'n' | 'prev' | 'iat'> : never;

/** Somebody with devices, whose chain is on the server as their devices wrote it. */
export class TestUser {
  readonly user = crypto.randomUUID();
  readonly devices: Keys[] = [];
  recovery: Keys | null = null;

  constructor(readonly server: TestServer, readonly name: string) {}

  get first(): Keys { return this.devices[0]!; }

  async keys(device: string = crypto.randomUUID()): Promise<Keys> {
    const [sig, enc] = await Promise.all([newSigningKey(), newEncryptionKey()]);
    await Promise.all([this.certify(sig, device, 'sig'), this.certify(enc, device, 'enc')]);
    return { device, sig, enc };
  }

  async begin(): Promise<this> {
    const keys = await this.keys();
    await this.append(keys.sig, { op: 'first', ...named(keys) });
    this.devices.push(keys);
    this.recovery = await this.keys(recovery);
    await this.append(keys.sig, { op: 'recovery', sig: this.recovery.sig.kid, enc: this.recovery.enc.kid });
    return this;
  }

  async addDevice(signer: NewKey = this.first.sig): Promise<Keys> {
    const keys = await this.keys();
    await this.append(signer, { op: 'add', ...named(keys) });
    this.devices.push(keys);
    return keys;
  }

  async drop(keys: Keys, signer: NewKey = this.first.sig): Promise<void> {
    await this.append(signer, { op: 'drop', device: keys.device });
    await this.server.revoke(keys.sig.kid, keys.enc.kid);
  }

  /** Begins anew with one new device. */
  async reset(): Promise<Keys> {
    const keys = await this.keys();
    await this.append(keys.sig, { op: 'reset', ...named(keys) });
    this.devices.splice(0, Infinity, keys);
    return keys;
  }

  append(signer: NewKey, fields: Fields<UserEntry>): Promise<string> {
    return this.server.appendUser(this.user, async (n, prev, iat) =>
      sign('chat-user+jws', signer.kid, signer.key, { v: 1, user: this.user, n, prev, ...fields, iat } as UserEntry));
  }

  base = async (): Promise<string> => this.server.chainOf(this.user)!.base!;

  private async certify(key: NewKey, device: string, use: Use): Promise<void> {
    const { server, user, name } = this;
    const serial = server.nextSerial(key.kid);
    const der = await server.authority.issue(key.spki, { user, device }, use, { name, serial, notBefore: server.now - 3_600_000 });
    server.addKey({ kid: key.kid, user, device, use, certs: [encode(der)] }, key.spki);
  }
}

const named = ({ device, sig, enc }: Keys) => ({ device, sig: sig.kid, enc: enc.kid });
