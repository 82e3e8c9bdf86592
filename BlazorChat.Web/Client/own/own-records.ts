import { type Api, isApiError, type OwnRecordKind } from '../api';
import type { People } from '../chains/people';
import type { Person } from '../chains/person';
import { CryptoError } from '../crypto/errors';
import { padded, read, sign, verify } from '../crypto/jws';
import { openOwn, readOwn, sealOwn } from '../crypto/own-jwe';
import type { EncryptionKey } from '../crypto/session-key';
import type { Database, DeviceKeys } from '../keys';

/** What keeping records for the own devices takes. */
export interface Keeper {
  readonly api: Pick<Api, 'ownRecord' | 'putOwnRecord' | 'dropOwnRecord'>;
  readonly db: Database;
  readonly device: DeviceKeys;
  readonly people: People;
}

export type OwnRecordState =
  /** There is none, or one that no key we still have can open. */
  | { readonly kind: 'none'; readonly n: number }
  /** Sealed for others of the own devices, before this one came: one of them will seal it anew. */
  | { readonly kind: 'locked'; readonly n: number }
  /** `current`: sealed to exactly those that should be able to open it. */
  | { readonly kind: 'open'; readonly n: number; readonly content: string; readonly current: boolean };

export type OwnRecordCode =
  /** The server shows an older version than this browser has seen, or another record. */
  | 'went-back'
  /** Nothing is sealed for, or taken from, a chain of devices that is not as its owner knows it. */
  | 'own-chain'
  | 'locked'
  /** Other devices changed it again and again meanwhile. */
  | 'busy';

export class OwnRecordError extends CryptoError<OwnRecordCode> {}

const attempts = 5;
/** A server that says more lies. */
const maxVersions = 2 ** 40;

/** What a user keeps on the server for their own devices: sealed to all of them and the recovery key, signed by the one that wrote it. */
export class OwnRecords {
  /** `opener`: with another key than this device's, such as the old recovery key. */
  constructor(private readonly keeper: Keeper, private readonly opener: EncryptionKey = keeper.device.enc) {}

  async read(kind: OwnRecordKind): Promise<OwnRecordState> {
    const { n, at, jwe: answer } = await this.keeper.api.ownRecord(kind);
    if (!Number.isSafeInteger(n) || n > maxVersions || n < await this.seen(kind)) throw new OwnRecordError('went-back');
    if (answer === null) return { kind: 'none', n };
    const { jwe, kids } = readOwn(answer);
    const self = await this.self();
    const wanted = (await self.recipients()).map(({ kid }) => kid);
    if (!kids.includes(this.opener.kid)) return { kind: wanted.some(kid => kids.includes(kid)) ? 'locked' : 'none', n };
    const content = await this.opened(kind, await openOwn(jwe, this.opener), { self, n, at });
    await this.see(kind, n);
    return { kind: 'open', n, content, current: kids.length === wanted.length && wanted.every(kid => kids.includes(kid)) };
  }

  /**
   * Makes of what it says now what it shall say; null: nothing is to change. What is sealed to others than it should be is sealed anew either
   * way. Returns what stands there then; null: nothing.
   */
  async change(kind: OwnRecordKind, make: (content: string | null) => string | null): Promise<string | null> {
    let looked = false;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const state = await this.read(kind);
      if (state.kind === 'locked') throw new OwnRecordError('locked');
      const before = state.kind === 'open' ? state.content : null;
      const after = make(before) ?? before;
      if (after === null || (after === before && state.kind === 'open' && state.current)) return after;
      if (!looked) {
        // A page may have stood open for days: whom it is sealed to is asked for anew, once.
        looked = true;
        await this.lookAgain();
        continue;
      }
      try {
        await this.write(kind, state.n, after);
        return after;
      } catch (error) {
        if (!isApiError(error, 'record-changed')) throw error;
      }
    }
    throw new OwnRecordError('busy');
  }

  /** The server forgets it. Afterwards it can be written anew, also where the server had lost what this browser has seen. */
  async drop(kind: OwnRecordKind): Promise<void> {
    const n = await this.seen(kind) + 1;
    await this.keeper.api.dropOwnRecord(kind, n);
    await this.see(kind, n);
  }

  private async lookAgain(): Promise<void> {
    const { people, device } = this.keeper;
    await people.trust.refresh().catch(() => false);
    people.forget([device.user]);
  }

  /** The version after `n`. Rejects with `record-changed` when there is one already. */
  private async write(kind: OwnRecordKind, n: number, content: string): Promise<void> {
    const { device, api } = this.keeper;
    const recipients = await (await this.self()).recipients();
    const payload = padded({ v: 1 as const, user: device.user, record: kind, n: n + 1, content, pad: '' });
    await api.putOwnRecord(kind, n + 1, await sealOwn(await sign('chat-own+jws', device.sig.kid, device.sig.key, payload), recipients));
    await this.see(kind, n + 1);
  }

  private async opened(kind: OwnRecordKind, jws: string, { self, n, at }: { readonly self: Person; readonly n: number; readonly at: number }): Promise<string> {
    const signed = read(jws, 'chat-own+jws');
    const pair = self.chain.signedBy(signed.kid);
    if (pair === null || pair.device === null || (pair.removed !== null && pair.removed.at < at)) throw new OwnRecordError('own-chain');
    await verify(signed, (await this.keeper.people.leafThen({ person: self, pair }, at)).key);
    const { user, record, n: signedN, content } = signed.payload;
    if (user !== self.user || record !== kind || signedN !== n) throw new OwnRecordError('went-back');
    return content;
  }

  private async self(): Promise<Person> {
    const person = await this.keeper.people.get(this.keeper.device.user);
    if (person?.standing !== 'ok') throw new OwnRecordError('own-chain');
    return person;
  }

  private async seen(kind: OwnRecordKind): Promise<number> {
    return (await this.keeper.db.get('meta', this.key(kind)) as number | undefined) ?? 0;
  }

  private async see(kind: OwnRecordKind, n: number): Promise<void> {
    const change = this.keeper.db.transaction('meta', 'readwrite');
    const seen = await change.store.get(this.key(kind)) as number | undefined;
    if ((seen ?? 0) < n) await change.store.put(n, this.key(kind));
    await change.done;
  }

  private key(kind: OwnRecordKind): [string, string] {
    return [this.keeper.device.user, `own ${kind}`];
  }
}
