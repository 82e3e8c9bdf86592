import { isApiError } from '../api';
import type { Room } from '../chains/room';
import { sealBundle } from '../crypto/bundle';
import { maxBundleKeys } from '../crypto/payloads';
import type { SessionKey } from '../crypto/session-key';
import type { World } from '../messages/world';
import { Keyring } from '../sessions/keyring';
import { SessionProblem } from '../sessions/problem';

/** The same is not handed to the same person twice within this time. */
const againMs = 60_000;

/**
 * Hands the earlier keys of a room with shared history to who came later, in bundles to each of their keys. Whom, the verified chain says and not
 * the request: somebody who is no member, or stands there under another base than their own chain has, gets nothing.
 */
export class HandOver {
  private readonly done = new Map<string, number>();

  constructor(private readonly world: World) {}

  async to(user: string, room: Room): Promise<void> {
    const { people, api, clock } = this.world;
    await room.refresh();
    if (room.broken || !room.chain.sharesHistory) return;
    // Keys go by what their chain says now.
    people.forget([user]);
    const person = await people.get(user);
    const isMember = person !== null && person.standing === 'ok' && room.chain.member(user)?.base === person.chain.base;
    if (!isMember || room.chain.member(this.world.device.user) === null) return;

    const keys = await this.keysOf(room);
    const what = `${room.conv} ${user} ${person.chain.head} ${keys.length}`;
    if (keys.length === 0 || clock() - (this.done.get(what) ?? -Infinity) < againMs) return;
    this.done.set(what, clock());
    for (const to of await person.recipients())
      for (let from = 0; from < keys.length; from += maxBundleKeys)
        await api.postBundle(room.conv, to.kid, await sealBundle(room.conv, keys.slice(from, from + maxBundleKeys), to));
  }

  /** Every session of the conversation that this device can open, verified against its manifest. */
  private async keysOf(room: Room): Promise<SessionKey[]> {
    const { api, people, keys, device } = this.world;
    const keyring = new Keyring(api, people, keys, room, device.enc);
    const found: SessionKey[] = [];
    for (let after: number | undefined; ;) {
      const page = await api.sessions(room.conv, after);
      for (const { key } of page) {
        await keyring.get(key).catch((error: unknown) => {
          if (!(error instanceof SessionProblem)) throw error;
        });
        const kept = await keys.find(room.conv, key);
        if (kept !== null) found.push(kept);
      }
      if (page.length === 0 || page.at(-1)!.at === after) return found;
      after = page.at(-1)!.at;
    }
  }
}

/** Nobody waits for it: who asked asks again, and somebody else is asked then. */
export const quietly = (act: Promise<void>): Promise<void> => act.catch((error: unknown) => {
  if (!isApiError(error)) throw error;
});
