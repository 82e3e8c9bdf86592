import type { Database } from './database';

/** How far a chain was seen. `base`: of a user chain, the beginning that was accepted. */
export interface Pin {
  readonly n: number;
  readonly head: string;
  readonly base: string | null;
}

export type ChainKind = 'user' | 'room';

/**
 * What was seen once and must not be taken back: chain heads, the root certificate, the number of the revocation
 * list. Raising is one transaction, so tabs cannot lower each other's pins.
 */
export class Pins {
  constructor(
    private readonly db: Database,
    private readonly user: string,
  ) {}

  chain(kind: ChainKind, id: string): Promise<Pin | null> {
    return this.get(kind, id);
  }

  /** Keeps the longer one. The caller has checked that the longer continues the shorter. */
  pinChain(kind: ChainKind, id: string, pin: Pin): Promise<void> {
    return this.raise(kind, id, pin);
  }

  /** Base64url SHA-256 of the root certificate of the first contact. */
  async root(): Promise<string | null> {
    return (await this.get('authority', 'root'))?.head ?? null;
  }

  /** The first stays. */
  pinRoot(fingerprint: string): Promise<void> {
    return this.raise('authority', 'root', { n: 0, head: fingerprint, base: null });
  }

  async crlNumber(): Promise<number | null> {
    return (await this.get('authority', 'crl'))?.n ?? null;
  }

  raiseCrlNumber(number: number): Promise<void> {
    return this.raise('authority', 'crl', { n: number, head: '', base: null });
  }

  /** A person accepted a chain that does not continue the pin, or a new beginning. */
  async replaceChain(kind: ChainKind, id: string, pin: Pin): Promise<void> {
    await this.db.put('pins', pin, [this.user, kind, id]);
  }

  private async get(kind: string, id: string): Promise<Pin | null> {
    return (await this.db.get('pins', [this.user, kind, id])) ?? null;
  }

  private async raise(kind: string, id: string, pin: Pin): Promise<void> {
    const key: [string, string, string] = [this.user, kind, id];
    const change = this.db.transaction('pins', 'readwrite');
    const seen = await change.store.get(key);
    if (!seen || seen.n < pin.n) await change.store.put(pin, key);
    await change.done;
  }
}
