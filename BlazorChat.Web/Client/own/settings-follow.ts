import { isApiError } from '../api';
import { CryptoError } from '../crypto/errors';
import type { Background } from '../messages/background';
import { keep, kept } from '../preferences/kept';
import { preferences } from '../preferences/store';
import { OwnRecordError, OwnRecords } from './own-records';
import type { Self } from './self';
import { applied, merge, parseKept, same, shared, sharedOf, type Kept } from './shared-settings';

/**
 * `waiting`: on, but sealed before this device came; another one has to be opened once. `unreachable`, `unreadable`: on or off is not known,
 * since the server does not answer, or what it holds is not what a device of this user wrote. `own-chain`: the user's list of devices is not as
 * this browser knows it, and nothing is sealed for it.
 */
export type Following = 'off' | 'on' | 'waiting' | 'unreachable' | 'unreadable' | 'own-chain';

/** What this browser had when it last was the same as the server's. */
type Point = Kept;

/** Who chose what stands in this browser: people who share one do not take each other's choices along. */
const ownerKey = 'bc-preferences-of';

const settleMs = 1_000;
const lookAgainMs = 60_000;

/** Keeps the preferences of this browser and those of the user's other devices the same, if the user wants that: then there is a record of them. */
export class SettingsFollow {
  private readonly records: OwnRecords;
  private readonly ends: (() => void)[] = [];
  private background: Background | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lookedAt = -Infinity;

  constructor(private readonly self: Self, private readonly told: (now: Following) => void = () => {}) {
    this.records = new OwnRecords(self);
  }

  /** From now on, until `stop`. */
  start(background: Background): void {
    this.background = background;
    const looked = () => { if (document.visibilityState === 'visible' && this.self.clock() - this.lookedAt > lookAgainMs) this.soon(0); };
    document.addEventListener('visibilitychange', looked);
    this.ends.push(
      () => document.removeEventListener('visibilitychange', looked),
      preferences().onChange(() => this.soon(settleMs)),
      // A device of ours may have come or gone.
      this.self.people.onForgotten(users => { if (users.has(this.self.device.user)) this.soon(settleMs); }),
    );
    this.soon(0);
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Makes both sides the same. Never rejects. */
  sync(): Promise<Following> {
    return this.alone(async () => this.exchange(await this.point(), false));
  }

  /** On: what other devices keep is taken over; if there is nothing that can be read, this browser's preferences are kept. */
  switchOn(): Promise<Following> {
    return this.alone(() => this.exchange(null, true));
  }

  /** What was kept is given up for what this browser has. */
  beginAnew(): Promise<Following> {
    return this.alone(async () => {
      await this.records.drop('settings');
      return this.exchange(null, true);
    });
  }

  /** Off on all devices; each keeps what it has. */
  switchOff(): Promise<Following> {
    return this.alone(async () => {
      await this.records.drop('settings');
      return this.off();
    });
  }

  private async exchange(point: Point | null, begin: boolean): Promise<Following> {
    const store = preferences();
    const had = store.now;
    const here = sharedOf(had);
    this.lookedAt = this.self.clock();
    const content = await this.records.change('settings', before => {
      if (before === null) return begin ? JSON.stringify(here) : null;
      const theirs = parseKept(before) ?? {};
      const wanted = merge(point ?? here, here, theirs);
      return shared.some(name => wanted[name] !== theirs[name]) ? JSON.stringify(wanted) : null;
    });
    if (content === null) return this.off();
    const theirs = parseKept(content) ?? {};
    // What was chosen while the server was being asked stands, and goes with the next turn.
    const wanted = applied(store.now, merge(here, sharedOf(store.now), theirs));
    if (!same(wanted, store.now)) store.replace(wanted);
    await this.keepPoint(sharedOf(applied(had, theirs)));
    return 'on';
  }

  private async off(): Promise<Following> {
    await this.keepPoint(null);
    return 'off';
  }

  private soon(ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.background?.run(this.sync());
    }, ms);
  }

  private async alone(act: () => Promise<Following>): Promise<Following> {
    const now = await this.self.locks.request(`blazorchat settings ${this.self.device.user}`, act).catch(troubleOf);
    this.told(now);
    return now;
  }

  /** Null: nothing here is known to be this user's own choice yet. */
  private async point(): Promise<Point | null> {
    if (kept(ownerKey) !== this.self.device.user) return null;
    return (await this.self.db.get('meta', this.key) as Point | undefined) ?? null;
  }

  private async keepPoint(point: Point | null): Promise<void> {
    keep(ownerKey, this.self.device.user);
    if (point === null) await this.self.db.delete('meta', this.key);
    else await this.self.db.put('meta', point, this.key);
  }

  private get key(): [string, string] { return [this.self.device.user, 'settings']; }
}

const troubles = { locked: 'waiting', busy: 'unreachable', 'own-chain': 'own-chain', 'went-back': 'unreadable' } as const;

function troubleOf(error: unknown): Following {
  if (error instanceof OwnRecordError) return troubles[error.code];
  if (error instanceof CryptoError) return 'unreadable';
  if (isApiError(error)) return 'unreachable';
  throw error;
}
