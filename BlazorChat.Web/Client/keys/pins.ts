import type { Database } from './database';

/** How far a chain was seen. `base`: of a user chain, the beginning that was accepted. */
export interface Pin {
  readonly n: number;
  readonly head: string;
  readonly base: string | null;
}

export type ChainKind = 'user' | 'room';

/**
 * What was seen once and must not be taken back: chain heads, the root certificates, the number of each revocation
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

  /** Base64url SHA-256 of the root certificates, from that of the first contact on; each certified the next. */
  async roots(): Promise<readonly string[] | null> {
    return (await this.get('authority', 'root'))?.head.split(' ') ?? null;
  }

  /** Keeps the longer row. The caller has checked that it continues the shorter. */
  pinRoots(fingerprints: readonly string[]): Promise<void> {
    return this.raise('authority', 'root', { n: fingerprints.length - 1, head: fingerprints.join(' '), base: null });
  }

  /** The highest number seen of the list of each CA, by key identifier. */
  async crlNumbers(cas: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const seen = await Promise.all(cas.map(async ca => [ca, (await this.get('authority', `crl ${ca}`))?.n] as const));
    return new Map(seen.filter((pair): pair is readonly [string, number] => pair[1] !== undefined));
  }

  async raiseCrlNumbers(numbers: ReadonlyMap<string, number>): Promise<void> {
    await Promise.all([...numbers].map(([ca, n]) => this.raise('authority', `crl ${ca}`, { n, head: '', base: null })));
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
