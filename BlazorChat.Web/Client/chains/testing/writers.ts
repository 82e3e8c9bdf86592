import { bytesOf, encode } from '../../crypto/base64url';
import { H } from '../../crypto/hash';
import { signingInput, type Typ } from '../../crypto/jws';
import { takeKey, type TestKey } from './keys';

export const startIat = 1_790_000_000;

export interface TestDevice {
  readonly device: string;
  readonly sig: TestKey;
  readonly encKid: string;
}

/** Signs any text as a payload, right or wrong. */
export async function signText(typ: Typ, key: TestKey, text: string): Promise<string> {
  const input = signingInput(typ, key.kid, text);
  const signature = await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, key.privateKey, bytesOf(input));
  return `${input}.${encode(signature)}`;
}

/** A device with a real signing key; its enc kid is a hash of nothing that exists (chains never use that key). */
export async function testDevice(device: string = crypto.randomUUID()): Promise<TestDevice> {
  const sig = await takeKey('sig');
  return { device, sig, encKid: await H(`enc of ${sig.kid}`) };
}

type Fields = Record<string, unknown>;

/** Writes a chain as its owner would; `wrong` members make what must be refused. */
abstract class ChainWriter {
  readonly entries: string[] = [];
  iat = startIat;

  constructor(private readonly typ: Typ) {}

  get n(): number { return this.entries.length; }
  hash = (n: number): Promise<string> => H(this.entries[n]!);
  head = (): Promise<string> => this.hash(this.n - 1);

  protected abstract start(): Promise<Fields>;

  /** What `append` would add. */
  async make(signer: TestKey, fields: Fields, wrong: Fields = {}): Promise<string> {
    const prev = this.n === 0 ? null : await this.head();
    const payload = { v: 1, ...await this.start(), n: this.n, prev, ...fields, iat: this.iat };
    return await signText(this.typ, signer, JSON.stringify({ ...payload, ...wrong }));
  }

  async append(signer: TestKey, fields: Fields, wrong: Fields = {}): Promise<string> {
    const jws = await this.make(signer, fields, wrong);
    this.entries.push(jws);
    this.iat += 60;
    return H(jws);
  }
}

export class UserChainWriter extends ChainWriter {
  constructor(readonly user: string = crypto.randomUUID()) {
    super('chat-user+jws');
  }

  protected start = async () => ({ user: this.user });

  static fields(op: 'first' | 'add' | 'reset', { device, sig, encKid }: TestDevice): Fields {
    return { op, device, sig: sig.kid, enc: encKid };
  }

  first = (device: TestDevice) => this.append(device.sig, UserChainWriter.fields('first', device));
  add = (device: TestDevice, signer: TestKey) => this.append(signer, UserChainWriter.fields('add', device));
  drop = (device: TestDevice, signer: TestKey) => this.append(signer, { op: 'drop', device: device.device });
  recovery = (pair: TestDevice, signer: TestKey) => this.append(signer, { op: 'recovery', sig: pair.sig.kid, enc: pair.encKid });
  reset = (device: TestDevice) => this.append(device.sig, UserChainWriter.fields('reset', device));
}

export class RoomChainWriter extends ChainWriter {
  constructor() {
    super('chat-room+jws');
  }

  protected start = async () => ({ conv: this.n === 0 ? null : await this.hash(0) });

  create = (signer: TestKey, kind: string, history: string, members: readonly Fields[]) =>
    this.append(signer, { op: 'create', kind, history, members });
  addMember = (signer: TestKey, user: string, base: string, role = 'member') => this.append(signer, { op: 'add', user, base, role });
}
