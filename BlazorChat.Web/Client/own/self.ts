import { Api } from '../api';
import { People } from '../chains/people';
import { type Clock, Trust } from '../chains/trust';
import { type Database, type DeviceKeys, loadDevice, openDatabase } from '../keys';

/** `navigator.locks`: what is asked under one name runs one after the other, over all tabs. */
export interface Locks {
  request<T>(name: string, act: () => Promise<T>): Promise<T>;
}

/** This browser as a device of its user, and whom and what it trusts. */
export interface Self {
  readonly api: Api;
  readonly db: Database;
  readonly device: DeviceKeys;
  readonly trust: Trust;
  readonly people: People;
  readonly locks: Locks;
  readonly clock: Clock;
}

export interface SelfSurroundings {
  readonly api: Api;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly databaseName?: string;
  /** Another tab needs a newer schema of the database: the page must load anew. */
  readonly onOutdated?: () => void;
}

export async function openSelf(who: { readonly user: string; readonly device: string }, surroundings: SelfSurroundings = browserSelf()): Promise<Self> {
  const { api, locks, clock } = surroundings;
  const db = await openDatabase(surroundings.onOutdated, surroundings.databaseName);
  const device = await loadDevice(db, who.user);
  if (device?.device !== who.device) throw new Error('this browser has no keys for the device');
  const trust = await Trust.open(api, db, who.user, clock);
  const people = new People(api, db, trust, { user: who.user, sig: device.sig.kid });
  return { api, db, device, trust, people, locks, clock };
}

export function browserSelf(): SelfSurroundings {
  return {
    api: new Api(),
    locks: { request: (name, act) => navigator.locks.request(name, act) as Promise<never> },
    clock: () => Date.now(),
    onOutdated: () => location.reload(),
  };
}

const opened = new Map<string, Promise<Self>>();

/** That of a page without the chat: opened once for all who ask, kept until the page goes. */
export function pageSelf(who: { readonly user: string; readonly device: string }): Promise<Self> {
  const key = `${who.user} ${who.device}`;
  let self = opened.get(key);
  if (self === undefined) {
    opened.set(key, (self = openSelf(who)));
    self.catch(() => opened.delete(key));
  }
  return self;
}
