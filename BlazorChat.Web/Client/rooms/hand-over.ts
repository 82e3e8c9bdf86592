import { isApiError } from '../api';
import type { Person } from '../chains/person';
import type { Room } from '../chains/room';
import { sealBundle } from '../crypto/bundle';
import { maxBundleKeys } from '../crypto/payloads';
import type { SessionKey } from '../crypto/session-key';
import type { World } from '../messages/world';
import { Keyring } from '../sessions/keyring';
import { SessionProblem } from '../sessions/problem';
import { isTrustworthy } from './entries';

/** The same is not handed to the same person twice within this time. */
const againMs = 60_000;

/**
 * Hands the earlier keys of a room with shared history to who came later, in bundles to each of their keys. Whom, the verified chain says and not
 * the request: somebody who is no member, or stands there under another base than their own chain has, gets nothing. Looked at again before each
 * bundle goes out: what is asked of the server in between takes as long as the server likes.
 */
export class HandOver {
  private readonly done = new Map<string, number>();
  private readonly keyrings = new WeakMap<Room, Keyring>();
  /** One at a time: who asks for much waits. */
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly world: World) {}

  to(user: string, room: Room): Promise<void> {
    const turn = this.last.then(() => this.hand(user, room));
    this.last = turn.catch(() => {});
    return turn;
  }

  private async hand(user: string, room: Room): Promise<void> {
    const { people, api, clock } = this.world;
    await room.refresh();
    if (await this.entitled(user, room) === null) return;
    // Keys go by what their chain says now.
    people.forget([user]);
    const person = await this.entitled(user, room);
    const what = `${room.conv} ${user} ${person?.chain.head}`;
    if (person === null || clock() - (this.done.get(what) ?? -Infinity) < againMs) return;
    this.done.set(what, clock());
    const keys = await this.keysOf(room);
    for (const to of await person.recipients()) {
      for (let from = 0; from < keys.length; from += maxBundleKeys) {
        if ((await this.entitled(user, room))?.chain.head !== person.chain.head) return;
        await api.postBundle(room.conv, to.kid, await sealBundle(room.conv, keys.slice(from, from + maxBundleKeys), to));
      }
    }
  }

  /** Somebody who may have the earlier keys as things stand; null: not this one, or not from us. */
  private async entitled(user: string, { chain, broken }: Room): Promise<Person | null> {
    const { people, device, trust } = this.world;
    if (broken || chain.n === -1 || chain.kind === 'dm' || !chain.sharesHistory || !isTrustworthy(trust)) return null;
    const [own, person] = await Promise.all([people.get(device.user), people.get(user)]);
    const sits = (one: Person | null) => one !== null && one.standing === 'ok' && chain.member(one.user)?.base === one.chain.base;
    return sits(own) && sits(person) ? person : null;
  }

  /** Every session of the conversation that this device can open, each verified against its manifest. */
  private async keysOf(room: Room): Promise<SessionKey[]> {
    const { api, people, keys, device } = this.world;
    const keyring = this.keyrings.get(room) ?? new Keyring(api, people, keys, room, device.enc);
    this.keyrings.set(room, keyring);
    const found: SessionKey[] = [];
    for (let after: number | undefined; ;) {
      const page = await api.sessions(room.conv, after);
      for (const { key } of page) {
        const isOpen = await keyring.get(key).then(() => true, (error: unknown) => {
          if (!(error instanceof SessionProblem)) throw error;
          return false;
        });
        const kept = isOpen ? await keys.find(room.conv, key) : null;
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
