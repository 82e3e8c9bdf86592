import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DeviceKeys } from './device-keys';
import type { Pin } from './pins';
import type { Sealed } from './vault';

/**
 * What this browser keeps. Private keys are non-extractable; session keys, drafts and unsent texts are sealed by the
 * vault. Several people may use one browser: every key begins with the user's id.
 */
export interface ChatSchema extends DBSchema {
  /** The keys of this browser as a device of a user, once they are in the user's chain. */
  device: { key: string; value: DeviceKeys };
  pins: { key: [user: string, kind: string, id: string]; value: Pin };
  /** Session keys by conversation and thumbprint. */
  sessions: { key: [user: string, conv: string, session: string]; value: Sealed };
  /** Unsent messages by conversation (of a dm not yet made: the peer) and message id. */
  outbox: { key: [user: string, place: string, id: string]; value: OutboxItem };
  drafts: { key: [user: string, place: string]; value: Sealed };
  /** The newest revocation lists that were verified, as fetched. */
  crl: { key: [user: string]; value: { readonly pem: string } };
  /** Small things by name: the vault's key, an enrolment under way. */
  meta: { key: [user: string, name: string]; value: unknown };
}

export interface OutboxItem {
  /** Unix milliseconds; the order of sending. */
  readonly at: number;
  /** Everything else, sealed: what that is, is the outbox's matter. */
  readonly sealed: Sealed;
}

export type Database = IDBPDatabase<ChatSchema>;

export const databaseName = 'blazorchat';
const stores = ['device', 'pins', 'sessions', 'outbox', 'drafts', 'crl', 'meta'] as const;
export const partitioned = ['pins', 'sessions', 'outbox', 'drafts', 'crl', 'meta'] as const;

/** `onOutdated`: another tab needs a newer schema; this one has let go and must load anew. */
export function openDatabase(onOutdated: () => void = () => {}, name = databaseName): Promise<Database> {
  return openDB<ChatSchema>(name, 1, {
    upgrade(db) {
      for (const store of stores) db.createObjectStore(store);
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onOutdated();
    },
    terminated: onOutdated,
  });
}

/** Everything of one user in a store: arrays sort after strings, so `[]` is the end. */
export const ofUser = (user: string, ...prefix: string[]): IDBKeyRange => IDBKeyRange.bound([user, ...prefix], [user, ...prefix, []]);

/** All this browser knows of a user, keys included: unrecoverable without the recovery code or another device. */
export async function forgetUser(db: Database, user: string): Promise<void> {
  const change = db.transaction([...stores], 'readwrite');
  const deletions: Promise<void>[] = partitioned.map(store => change.objectStore(store).delete(ofUser(user)));
  await Promise.all([...deletions, change.objectStore('device').delete(user), change.done]);
}

/** Without it a browser short of space may drop the keys of a device. Whether it was granted. */
export async function askToKeep(): Promise<boolean> {
  return (await globalThis.navigator?.storage?.persist?.()) ?? false;
}
