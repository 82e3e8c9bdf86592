import { isApiError } from '../api';
import { People } from '../chains/people';
import { Trust } from '../chains/trust';
import { openBundle, sealBundle } from '../crypto/bundle';
import { CryptoError } from '../crypto/errors';
import { maxBundleKeys } from '../crypto/payloads';
import { type EncryptionKey, openSessionKey, type SessionKey } from '../crypto/session-key';
import { ofUser } from '../keys/database';
import type { DeviceKeys } from '../keys/device-keys';
import { SessionKeys } from '../keys/session-keys';
import { Vault } from '../keys/vault';
import { OwnRecords } from '../own/own-records';
import type { Context } from './context';
import * as record from './record';

/** Earlier messages follow their owner: from the old recovery key to this device, from this device to the new recovery key. */

const keysOf = async ({ db, user }: Context) => new SessionKeys(db, user, await Vault.open(db, user));

/**
 * Opens with the old recovery key every session key sealed to it and keeps it for this device. A key is only kept
 * here: whoever uses one checks it against a manifest that is valid in that conversation.
 */
export async function openOldSessions(context: Context, old: EncryptionKey): Promise<void> {
  const keys = await keysOf(context);
  for (const { conv } of await context.api.conversations()) {
    const held = new Set(await keys.list(conv));
    const found = await bundled(context, conv, old);
    for await (const session of sessionsOf(context, conv)) {
      if (held.has(session)) continue;
      const key = (await granted(context, conv, session, old)) ?? found.get(session);
      if (key) await keys.save(conv, key);
    }
  }
}

/** What the user keeps for their own devices: opened with the old recovery key and sealed to this device too. */
export async function restoreOwnRecords({ api, db, user, now }: Context, device: DeviceKeys, old: EncryptionKey): Promise<void> {
  const people = new People(api, db, await Trust.open(api, db, user, now), { user, sig: device.sig.kid });
  const records = new OwnRecords({ api, db, device, people }, old);
  for (const kind of ['settings', 'names'] as const) await records.change(kind, () => null).catch(ignoreUnreadable);
}

/** Hands all keys this device holds to the recovery key that came last, if that is still to be done. */
export async function handOver(context: Context): Promise<void> {
  const { api, db, user } = context;
  const to = await record.loadHandOver(db, user);
  if (!to) return;
  const keys = await keysOf(context);
  const held = await db.getAllKeys('sessions', ofUser(user));
  for (const conv of new Set(held.map(([, conv]) => conv))) {
    const names = await keys.list(conv);
    for (let from = 0; from < names.length; from += maxBundleKeys) {
      const found = await Promise.all(names.slice(from, from + maxBundleKeys).map(name => keys.find(conv, name)));
      await api.postBundle(conv, to.kid, await sealBundle(conv, found.filter(key => key !== null), to)).catch(ignoreRefusal);
    }
  }
  await record.dropHandOver(db, user);
}

async function* sessionsOf({ api }: Context, conv: string): AsyncGenerator<string> {
  let after: number | undefined;
  for (;;) {
    const page = await api.sessions(conv, after);
    if (page.length === 0) return;
    for (const { key } of page) yield key;
    after = page.at(-1)!.at;
  }
}

async function granted({ api }: Context, conv: string, session: string, old: EncryptionKey): Promise<SessionKey | null> {
  const { manifest, jwe } = await api.session(conv, session, true);
  if (jwe === null || jwe.header.kid !== old.kid) return null;
  return openSessionKey(jwe, old, { compact: manifest, key: session }).catch(ignoreUnreadable);
}

async function bundled({ api }: Context, conv: string, old: EncryptionKey): Promise<Map<string, SessionKey>> {
  const found = new Map<string, SessionKey>();
  for (const { jwe } of await api.bundles(conv, old.kid)) {
    for (const key of (await openBundle(jwe, old, conv).catch(ignoreUnreadable)) ?? []) found.set(key.thumbprint, key);
  }
  return found;
}

function ignoreUnreadable(error: unknown): null {
  if (error instanceof CryptoError) return null;
  throw error;
}

/** No longer a member there: nothing to hand over. Anything that may pass is tried again at the next sign-in. */
function ignoreRefusal(error: unknown): void {
  if (!isApiError(error) || error.isTransient) throw error;
}
