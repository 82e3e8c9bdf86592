import type { EncryptionKey } from '../crypto/session-key';
import type { Database } from '../keys/database';
import type { DeviceKeys } from '../keys/device-keys';

/** An enrolment under way: so that a closed tab goes on where it stopped, with the same keys. */
export interface Pending {
  readonly keys: DeviceKeys;
  /** A reset was asked for and waits for an administrator. */
  readonly resetting: boolean;
  /** An administrator was asked to let this browser have certificates; what to do with them. */
  readonly asked?: 'first' | 'add' | 'reset';
}

const names = { pending: 'enrolment', recoveryDue: 'recovery-due', restoreKey: 'restore-key', handOver: 'hand-over' } as const;

export const loadPending = (db: Database, user: string) => db.get('meta', [user, names.pending]) as Promise<Pending | undefined>;
export const savePending = (db: Database, user: string, pending: Pending) => db.put('meta', pending, [user, names.pending]);

/** These keys are given up; the next attempt makes others. */
export const dropPending = (db: Database, user: string) => db.delete('meta', [user, names.pending]);

/** The keys are in the chain: from now on they are this browser's. Until its code is saved, a recovery pair is due. */
export async function settle(db: Database, user: string, keys: DeviceKeys): Promise<void> {
  const change = db.transaction(['device', 'meta'], 'readwrite');
  const meta = change.objectStore('meta');
  await Promise.all([
    change.objectStore('device').put(keys, user), meta.put(true, [user, names.recoveryDue]), meta.delete([user, names.pending]), change.done,
  ]);
}

/** This browser's device is gone for good; what it could read stays. */
export async function unsettle(db: Database, user: string): Promise<void> {
  const change = db.transaction(['device', 'meta'], 'readwrite');
  const meta = change.objectStore('meta');
  await Promise.all([
    change.objectStore('device').delete(user), meta.delete([user, names.pending]), meta.delete([user, names.recoveryDue]), change.done,
  ]);
}

export const isRecoveryDue = async (db: Database, user: string) => (await db.get('meta', [user, names.recoveryDue])) === true;
/** The person wants another code. A page that closes before it is saved makes one at the next sign-in. */
export const recoveryIsDue = (db: Database, user: string) => db.put('meta', true, [user, names.recoveryDue]);
export const codeIsSaved = (db: Database, user: string) => db.delete('meta', [user, names.recoveryDue]);

/** The recovery key that was used, until old sessions are opened with it. */
export const loadRestoreKey = (db: Database, user: string) => db.get('meta', [user, names.restoreKey]) as Promise<EncryptionKey | undefined>;
export const saveRestoreKey = (db: Database, user: string, key: EncryptionKey) => db.put('meta', key, [user, names.restoreKey]);
export const dropRestoreKey = (db: Database, user: string) => db.delete('meta', [user, names.restoreKey]);

/** The public half of the newest recovery key, until it was given the session keys of this device. */
export const loadHandOver = (db: Database, user: string) => db.get('meta', [user, names.handOver]) as Promise<EncryptionKey | undefined>;
export const saveHandOver = (db: Database, user: string, to: EncryptionKey) => db.put('meta', to, [user, names.handOver]);
export const dropHandOver = (db: Database, user: string) => db.delete('meta', [user, names.handOver]);
