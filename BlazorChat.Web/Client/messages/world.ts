import type { Clock } from '../chains/trust';
import type { Renewal } from '../enrol/renewal';
import type { Pins, SessionKeys, Vault } from '../keys';
import type { Self } from '../own/self';
import type { Background } from './background';
import type { Clearings } from './clearings';
import type { Drafts } from './drafts';
import type { Outbox } from './outbox';
import type { Sendings } from './sending-state';

/** How long between two tries, in milliseconds. */
export interface Pace {
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly pollMs: number;
  /** Before unread messages are opened to see whom they name; not given: they are not. */
  readonly countMs?: number;
}

export const usualPace: Pace = { retryMs: 1_000, maxRetryMs: 30_000, pollMs: 3_000, countMs: 5_000 };

/** What the engine works with; tests put a server double, a clock and locks of their own in here. */
export interface World extends Self {
  readonly renewal: Renewal;
  readonly pins: Pins;
  readonly keys: SessionKeys;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly clearings: Clearings;
  readonly sendings: Sendings;
  readonly pace: Pace;
  readonly background: Background;
}

/** Clocks differ, and chains do not go back: signers take the larger of their time and the predecessor's. */
export const iatAfter = (clock: Clock, predecessor: number): number => Math.max(Math.floor(clock() / 1000), predecessor);
