import { Pins, type Database } from '../keys';
import type { Standing } from './person';
import type { UserChain } from './user-chain';

const devicesName = 'own-devices';
/** Since when this browser knows somebody. */
export const firstSeenName = (user: string): string => `first seen ${user}`;

/** Compares user chains with what this browser saw before, and keeps what a person has accepted. */
export class Acceptance {
  private readonly pins: Pins;

  /** `own`: under our own name every device must be known; what this device (`sig`) adds is. */
  constructor(private readonly db: Database, private readonly own: { readonly user: string; readonly sig: string }, private readonly clock: () => number) {
    this.pins = new Pins(db, own.user);
  }

  /** Moves the pin on where the chain continues it. First contact trusts the authority. */
  async check(chain: UserChain): Promise<{ standing: Standing; unknownDevice: string | null }> {
    const pin = await this.pins.chain('user', chain.user);
    if (pin === null) {
      if (chain.n === -1) return { standing: 'none', unknownDevice: null };
      await this.accept(chain);
      await this.db.put('meta', this.clock(), [this.own.user, firstSeenName(chain.user)]);
      return { standing: 'ok', unknownDevice: null };
    }
    // It must contain the entry we saw, at its place: a shorter one hides something too.
    if (chain.applied[pin.n]?.hash !== pin.head) return { standing: 'pin-broken', unknownDevice: null };
    if (chain.n > pin.n) await this.pins.pinChain('user', chain.user, { n: chain.n, head: chain.head!, base: pin.base });
    const unknownDevice = chain.user === this.own.user ? await this.unknownDevice(chain) : null;
    if (unknownDevice !== null) return { standing: 'unknown-device', unknownDevice };
    return { standing: chain.base === pin.base ? 'ok' : 'new-base', unknownDevice: null };
  }

  /** From now on this chain, its base and (our own) its devices are what we go by. */
  async accept(chain: UserChain): Promise<void> {
    if (chain.head === null) return;
    await this.pins.replaceChain('user', chain.user, { n: chain.n, head: chain.head, base: chain.base });
    if (chain.user === this.own.user) await this.db.put('meta', devicesOf(chain), [this.own.user, devicesName]);
  }

  private async unknownDevice(chain: UserChain): Promise<string | null> {
    const kept = await this.db.get('meta', [this.own.user, devicesName]) as string[] | undefined;
    // This browser has just become a device: what it finds is what its owner saw when adding it.
    if (kept === undefined) {
      await this.accept(chain);
      return null;
    }
    const known = new Set(kept);
    for (const { signer, entry } of chain.applied) if (entry.op === 'add' && signer === this.own.sig) known.add(entry.device);
    return devicesOf(chain).find(device => !known.has(device)) ?? null;
  }
}

/** All that ever were: one that came and went is as strange. */
const devicesOf = (chain: UserChain) => chain.pairs.flatMap(pair => (pair.device === null ? [] : [pair.device]));
