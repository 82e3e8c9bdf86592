import type { Api } from '../api';
import type { People } from '../chains/people';
import type { Clock, Trust } from '../chains/trust';
import type { Renewal } from '../enrol/renewal';
import type { Database, DeviceKeys, Pins, SessionKeys, Vault } from '../keys';
import type { Background } from './background';
import type { Drafts } from './drafts';
import type { Outbox } from './outbox';
import type { Sendings } from './sending-state';

/** `navigator.locks`: what is asked under one name runs one after the other, over all tabs. */
export interface Locks {
  request<T>(name: string, act: () => Promise<T>): Promise<T>;
}

/** How long between two tries, in milliseconds. */
export interface Pace {
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly pollMs: number;
}

export const usualPace: Pace = { retryMs: 1_000, maxRetryMs: 30_000, pollMs: 3_000 };

/** What the engine works with; tests put a server double, a clock and locks of their own in here. */
export interface World {
  readonly api: Api;
  readonly db: Database;
  readonly device: DeviceKeys;
  readonly trust: Trust;
  readonly renewal: Renewal;
  readonly people: People;
  readonly pins: Pins;
  readonly keys: SessionKeys;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly sendings: Sendings;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly background: Background;
}

/** Clocks differ, and chains do not go back: signers take the larger of their time and the predecessor's. */
export const iatAfter = (clock: Clock, predecessor: number): number => Math.max(Math.floor(clock() / 1000), predecessor);
