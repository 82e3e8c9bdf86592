import { toleranceSeconds, type ChainRefusal } from './refusal';
import type { UserEntry } from '../crypto/payloads';

export const maxDevices = 10;

/** A pair of keys in a user chain and how long it counted: a device, or the recovery pair (`device` null). */
export interface KeyPair {
  readonly device: string | null;
  readonly sig: string;
  readonly enc: string;
  /** The base under which it came: it counts in a conversation only where this one is named. */
  readonly base: string;
  readonly added: Moment;
  removed: Moment | null;
}

/** An entry's place and times: `iat` (seconds) as signed, `at` (milliseconds) as the server took it. */
export interface Moment {
  readonly n: number;
  readonly iat: number;
  readonly at: number;
}

export interface AppliedEntry {
  readonly hash: string;
  readonly signer: string;
  readonly entry: UserEntry;
  readonly at: number;
}

/** Which devices a user has. Grows entry by entry; `apply` refuses, and changes nothing, where the rules are broken. */
export class UserChain {
  readonly pairs: KeyPair[] = [];
  readonly applied: AppliedEntry[] = [];
  readonly bases: { readonly hash: string; readonly since: Moment }[] = [];
  private readonly bySigKid = new Map<string, KeyPair>();
  private readonly kids = new Set<string>();
  private readonly devices = new Set<string>();

  constructor(readonly user: string) {}

  /** Number of the newest entry, -1 without any. */
  get n(): number { return this.applied.length - 1; }
  get head(): string | null { return this.applied.at(-1)?.hash ?? null; }
  get base(): string | null { return this.bases.at(-1)?.hash ?? null; }
  get iat(): number { return this.applied.at(-1)?.entry.iat ?? 0; }

  /** The devices that count, by the chain alone: the CRL may take some away. */
  active(): KeyPair[] { return this.pairs.filter(pair => pair.removed === null && pair.device !== null); }
  recovery(): KeyPair | null { return this.pairs.find(pair => pair.removed === null && pair.device === null) ?? null; }
  signedBy(sigKid: string): KeyPair | null { return this.bySigKid.get(sigKid) ?? null; }
  device(device: string): KeyPair | null { return this.pairs.find(pair => pair.device === device) ?? null; }

  refusalOf(applied: AppliedEntry): ChainRefusal | null {
    return this.placeOf(applied) ?? this.signerOf(applied) ?? this.contentOf(applied.entry);
  }

  apply(applied: AppliedEntry): ChainRefusal | null {
    const refusal = this.refusalOf(applied);
    if (refusal === null) this.take(applied);
    return refusal;
  }

  private placeOf({ entry }: AppliedEntry): ChainRefusal | null {
    if (entry.user !== this.user) return 'user';
    if ((entry.op === 'first') !== (this.n === -1)) return 'op';
    if (entry.n !== this.n + 1) return 'n';
    if (entry.prev !== this.head) return 'prev';
    return entry.iat < this.iat ? 'iat' : null;
  }

  private signerOf({ entry, signer }: AppliedEntry): ChainRefusal | null {
    if (entry.op === 'first' || entry.op === 'reset') return signer === entry.sig ? null : 'signer';
    const pair = this.bySigKid.get(signer);
    return pair !== undefined && pair.removed === null ? null : 'signer';
  }

  private contentOf(entry: UserEntry): ChainRefusal | null {
    if (entry.op === 'drop') return this.active().some(pair => pair.device === entry.device) ? null : 'no-such-device';
    // Ids and kids never come back, not even in another role.
    if (entry.op !== 'recovery' && this.devices.has(entry.device)) return 'device-reused';
    if (entry.sig === entry.enc || this.kids.has(entry.sig) || this.kids.has(entry.enc)) return 'key-reused';
    return entry.op === 'add' && this.active().length >= maxDevices ? 'too-many-devices' : null;
  }

  private take(applied: AppliedEntry): void {
    const { entry, hash, at } = applied;
    const moment = { n: entry.n, iat: entry.iat, at };
    this.applied.push(applied);
    if (entry.op === 'first' || entry.op === 'reset') {
      this.remove(() => true, moment);
      this.bases.push({ hash, since: moment });
    }
    if (entry.op === 'drop') return this.remove(pair => pair.device === entry.device, moment);
    if (entry.op === 'recovery') this.remove(pair => pair.device === null, moment);
    const device = entry.op === 'recovery' ? null : entry.device;
    const pair: KeyPair = { device, sig: entry.sig, enc: entry.enc, base: this.base!, added: moment, removed: null };
    this.pairs.push(pair);
    this.bySigKid.set(pair.sig, pair);
    this.kids.add(pair.sig).add(pair.enc);
    if (device !== null) this.devices.add(device);
  }

  private remove(which: (pair: KeyPair) => boolean, moment: Moment): void {
    for (const pair of this.pairs) if (pair.removed === null && which(pair)) pair.removed = moment;
  }
}

/** Did this pair count at a time (seconds), clocks being what they are? */
export function countedAt(pair: KeyPair, seconds: number): boolean {
  return pair.added.iat <= seconds + toleranceSeconds
    && (pair.removed === null || pair.removed.iat >= seconds - toleranceSeconds);
}
