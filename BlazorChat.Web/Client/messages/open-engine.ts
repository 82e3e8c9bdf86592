import { Api } from '../api';
import { People } from '../chains/people';
import { Trust } from '../chains/trust';
import { Renewal } from '../enrol/renewal';
import { loadDevice, openDatabase, Pins, SessionKeys, Vault } from '../keys';
import { Background } from './background';
import { Drafts } from './drafts';
import { Engine } from './engine';
import { Outbox, type Channel } from './outbox';
import { Sendings } from './sending-state';
import type { ChatEngine } from './types';
import { usualPace, type Locks, type Pace } from './world';

/** What differs between a browser and a test. */
export interface Surroundings {
  readonly api: Api;
  readonly locks: Locks;
  readonly channel: (name: string) => Channel;
  readonly clock: () => number;
  readonly pace: Pace;
  readonly databaseName?: string;
  /** Another tab needs a newer schema of the database: the page must load anew. */
  readonly onOutdated?: () => void;
}

/** The engine of a page: opens this browser's keys for a user's device, the authority and the outbox. */
export async function openEngine(
  who: { readonly user: string; readonly device: string }, surroundings: Surroundings = browserSurroundings(),
): Promise<ChatEngine> {
  const { api, locks, clock, pace } = surroundings;
  const { user } = who;
  const db = await openDatabase(surroundings.onOutdated, surroundings.databaseName);
  const device = await loadDevice(db, user);
  if (device?.device !== who.device) throw new Error('this browser has no keys for the device');
  const vault = await Vault.open(db, user);
  const trust = await Trust.open(api, db, user, clock);
  const people = new People(api, db, trust, { user, sig: device.sig.kid });
  const outbox = new Outbox(db, user, vault, surroundings.channel(`blazorchat outbox ${user}`));
  const renewal = new Renewal({ api, locks, trust, now: clock }, device);
  return new Engine({
    api, db, device, trust, renewal, people, outbox, vault, locks, clock, pace, background: new Background(),
    pins: new Pins(db, user), keys: new SessionKeys(db, user, vault), drafts: new Drafts(db, user, vault), sendings: new Sendings(db, user),
  });
}

function browserSurroundings(): Surroundings {
  return {
    api: new Api(),
    locks: { request: (name, act) => navigator.locks.request(name, act) as Promise<never> },
    channel: name => new BroadcastChannel(name) as Channel,
    clock: () => Date.now(),
    pace: usualPace,
    onOutdated: () => location.reload(),
  };
}
