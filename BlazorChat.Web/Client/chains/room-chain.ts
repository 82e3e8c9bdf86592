import type { RoomEntry } from '../crypto/payloads';
import type { ChainRefusal } from './refusal';
import { refusalOfRoomEntry, type RoomSigner } from './room-rules';

export type Role = 'admin' | 'member';

/** A user's membership from one entry of the chain (`from`) up to another (`until`, exclusive). */
export interface Stay {
  readonly user: string;
  readonly base: string;
  readonly role: Role;
  /** The entry that brought the user, under this base, and the place in its list: who is longest here. */
  readonly since: number;
  readonly order: number;
  readonly from: number;
  until: number | null;
}

export interface AppliedRoomEntry {
  readonly hash: string;
  readonly signer: RoomSigner;
  readonly entry: RoomEntry;
  readonly seq: number;
  readonly at: number;
}

export type Create = Extract<RoomEntry, { op: 'create' }>;

/** Who is in a conversation. Grows entry by entry; `apply` refuses, and changes nothing, where the rules are broken. */
export class RoomChain {
  readonly applied: AppliedRoomEntry[] = [];
  /** Removed by an admin: an open room does not take them back by themselves. */
  readonly expelled = new Set<string>();
  private readonly stays = new Map<string, Stay[]>();
  private readonly current = new Map<string, Stay>();
  private readonly numberOf = new Map<string, number>();

  /** H(genesis). */
  get conv(): string | null { return this.applied[0]?.hash ?? null; }
  get n(): number { return this.applied.length - 1; }
  get head(): string | null { return this.applied.at(-1)?.hash ?? null; }
  get iat(): number { return this.applied.at(-1)?.entry.iat ?? 0; }
  get create(): Create { return this.applied[0]!.entry as Create; }
  get kind(): Create['kind'] { return this.create.kind; }
  /** "open" implies shared. */
  get sharesHistory(): boolean { return this.create.history === 'shared'; }

  /** The number of the entry with this hash, -1 if the chain has none. */
  indexOf(hash: string): number { return this.numberOf.get(hash) ?? -1; }

  /** The number of the newest entry before this place in the log, -1 if none. */
  newestBefore(seq: number): number {
    let n = this.n;
    while (n >= 0 && this.applied[n]!.seq >= seq) n--;
    return n;
  }

  /** The membership of a user as of entry n. */
  memberAt(user: string, n: number): Stay | null {
    return this.stays.get(user)?.find(stay => stay.from <= n && (stay.until === null || stay.until > n)) ?? null;
  }

  member(user: string): Stay | null { return this.current.get(user) ?? null; }
  /** Was a member at some time. */
  hasKnown(user: string): boolean { return this.stays.has(user); }
  get size(): number { return this.current.size; }

  membersAt(n: number): Stay[] {
    return [...this.stays.keys()].map(user => this.memberAt(user, n)).filter(stay => stay !== null);
  }

  /** In order of standing: earliest entry, then place in its list. */
  members(): Stay[] { return [...this.current.values()].sort((a, b) => a.since - b.since || a.order - b.order); }
  admins(): Stay[] { return [...this.current.values()].filter(stay => stay.role === 'admin'); }

  /** `succeeds`: what the user chains say about a `succeed`. */
  apply(applied: AppliedRoomEntry, succeeds: boolean): ChainRefusal | null {
    const refusal = refusalOfRoomEntry(this, applied.entry, applied.signer, succeeds);
    if (refusal === null) this.take(applied);
    return refusal;
  }

  private take(applied: AppliedRoomEntry): void {
    const { entry, hash, signer } = applied;
    this.applied.push(applied);
    this.numberOf.set(hash, entry.n);
    switch (entry.op) {
      case 'create':
        entry.members.forEach((member, order) => this.begin(entry.n, member, entry.n, order));
        break;
      case 'add':
        this.end(entry.user, entry.n);
        this.expelled.delete(entry.user);
        this.begin(entry.n, entry, entry.n, 0);
        break;
      case 'remove':
        this.end(entry.user, entry.n);
        if (signer.user !== entry.user) this.expelled.add(entry.user);
        break;
      case 'leave':
        this.end(entry.user, entry.n);
        break;
      case 'role':
        this.changeRole(entry.user, entry.role, entry.n);
        break;
      case 'succeed':
        this.changeRole(entry.user, 'admin', entry.n);
    }
  }

  private begin(from: number, { user, base, role }: { user: string; base: string; role: Role }, since: number, order: number): void {
    const stays = this.stays.get(user) ?? [];
    const stay = { user, base, role, since, order, from, until: null };
    stays.push(stay);
    this.stays.set(user, stays);
    this.current.set(user, stay);
  }

  private end(user: string, n: number): void {
    const stay = this.member(user);
    if (stay !== null) stay.until = n;
    this.current.delete(user);
  }

  private changeRole(user: string, role: Role, n: number): void {
    const { base, since, order } = this.member(user)!;
    this.end(user, n);
    this.begin(n, { user, base, role }, since, order);
  }
}
