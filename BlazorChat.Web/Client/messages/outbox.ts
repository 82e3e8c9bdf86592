import type { Outgoing } from '../crypto/payloads';
import { ofUser, type Database, type OutboxItem, type Vault } from '../keys';
import type { SendErrorCode, SendOptions } from './types';

/** A message as posted: after a lost answer exactly these bytes go out again. */
export interface Envelope {
  readonly n: number;
  readonly prev: string | null;
  /** Of the inner JWS: the next message's `prev`. */
  readonly hash: string;
  readonly jwe: string;
}

export interface Unsent {
  readonly id: string;
  /** Unix milliseconds, the order of sending. */
  readonly at: number;
  readonly body: Outgoing;
  /** Of an edit or deletion: the place of its message. */
  readonly about?: number;
  readonly envelope: Envelope | null;
  /** Why it waits for its writer; null: it is on its way. */
  readonly failed: SendErrorCode | null;
}

/** As it lies sealed. Before there were other bodies it was the text alone. */
type Content = Omit<Unsent, 'at' | 'body'> & ({ readonly body: Outgoing } | { readonly text: string });

/** `user` of a dm (which may not exist yet), `conv` of a room. */
export type Place = `user ${string}` | `conv ${string}`;

/** Where other tabs of this browser hear what has changed: of the outbox, the place. */
export interface Channel<Message = Place> {
  postMessage(message: Message): void;
  onmessage: ((event: { readonly data: Message }) => void) | null;
  close(): void;
}

export type OutboxKey = [user: string, place: string, id: string];

export interface SealedItem {
  readonly key: OutboxKey;
  readonly item: OutboxItem;
}

interface Arrival extends SealedItem {
  readonly place: Place;
  readonly unsent: Unsent;
}

interface OutboxStore {
  getKey(key: OutboxKey): Promise<OutboxKey | undefined>;
  put(item: OutboxItem, key: OutboxKey): Promise<OutboxKey>;
}

/** What is not yet sent, sealed at rest. It survives reloads and is shared by all tabs of the browser. */
export class Outbox {
  private readonly watchers = new Map<Place, Set<() => void>>();
  /** As this tab knows it: another tab may be a moment ahead, so who sends asks `find`. */
  private readonly known = new Map<Place, Promise<Unsent[]>>();
  private last = 0;
  /** Sealed, and waiting for the transaction before theirs. */
  private arrivals: Arrival[] = [];
  private storing: Promise<void> | null = null;
  private stored: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database, private readonly user: string, private readonly vault: Vault, private readonly channel: Channel,
  ) {
    channel.onmessage = ({ data }) => {
      this.known.delete(data);
      this.tell(data);
    };
  }

  key = (place: Place, id: string): OutboxKey => [this.user, place, id];

  async add(place: Place, id: string, body: Outgoing, now: number, about?: number): Promise<void> {
    // Two messages within a millisecond stay in their order.
    this.last = Math.max(now, this.last + 1);
    const unsent = { id, at: this.last, body, ...(about === undefined ? {} : { about }), envelope: null, failed: null };
    const item = await this.seal(place, unsent);
    this.arrivals.push({ place, unsent, key: this.key(place, id), item });
    if (this.storing === null) {
      const before = this.stored;
      this.storing = this.stored = before.catch(() => {}).then(() => this.storeArrivals());
    }
    await this.storing;
  }

  /** Unless it was thrown away meanwhile, here or in another tab: then false. */
  async change(place: Place, unsent: Unsent): Promise<boolean> {
    const item = await this.seal(place, unsent);
    const change = this.db.transaction('outbox', 'readwrite');
    const key = this.key(place, unsent.id);
    const isThere = await change.store.getKey(key) !== undefined;
    if (isThere) await change.store.put(item, key);
    await change.done;
    await (isThere ? this.has(place, [unsent]) : this.removed(place, [unsent.id]));
    return isThere;
  }

  /** Lays messages back that were signed meanwhile: all, or none if one was thrown away, here or in another tab: then false. */
  async lay(place: Place, signed: readonly Unsent[]): Promise<boolean> {
    const sealed = await this.sealAll(place, signed);
    // On the disk, not only with the operating system: a power cut must not let a number be used twice.
    const change = this.db.transaction('outbox', 'readwrite', { durability: 'strict' });
    const areThere = await layIn(change.store, sealed);
    await change.done;
    return areThere;
  }

  /** Ready to be laid back in a transaction of somebody else. */
  sealAll(place: Place, signed: readonly Unsent[]): Promise<SealedItem[]> {
    return Promise.all(signed.map(async unsent => ({ key: this.key(place, unsent.id), item: await this.seal(place, unsent) })));
  }

  /** As it lies there now; null: it was sent or thrown away. */
  async find(place: Place, id: string): Promise<Unsent | null> {
    const item = await this.db.get('outbox', this.key(place, id));
    return item === undefined ? null : this.open(place, id, item);
  }

  /** In the order of sending. */
  list(place: Place): Promise<readonly Unsent[]> {
    let list = this.known.get(place);
    if (list === undefined) this.known.set(place, list = this.read(place));
    list.catch(() => this.known.delete(place));
    return list;
  }

  async remove(place: Place, id: string): Promise<void> {
    await this.db.delete('outbox', this.key(place, id));
    await this.removed(place, [id]);
  }

  /** They have left the store already. */
  removed(place: Place, ids: readonly string[]): Promise<void> {
    return this.update(place, list => list.filter(({ id }) => !ids.includes(id)));
  }

  /** Places with something to send: what a page finds when it opens. */
  async places(): Promise<Place[]> {
    const keys = await this.db.getAllKeys('outbox', ofUser(this.user));
    return [...new Set(keys.map(([, place]) => place as Place))];
  }

  watch(place: Place, changed: () => void): () => void {
    const watchers = this.watchers.get(place) ?? new Set();
    this.watchers.set(place, watchers.add(changed));
    return () => void watchers.delete(changed);
  }

  /** Resolves at the next change. */
  changed(place: Place): Promise<void> {
    return new Promise(resolve => {
      const stop = this.watch(place, () => { stop(); resolve(); });
    });
  }

  close(): void {
    this.channel.close();
  }

  /** All that have come by now in one transaction, and with one word to who watches: much at once costs little more than one. */
  private async storeArrivals(): Promise<void> {
    const { arrivals } = this;
    this.arrivals = [];
    this.storing = null;
    const change = this.db.transaction('outbox', 'readwrite');
    await Promise.all([...arrivals.map(({ key, item }) => change.store.put(item, key)), change.done]);
    for (const place of new Set(arrivals.map(arrival => arrival.place)))
      await this.has(place, arrivals.filter(arrival => arrival.place === place).map(({ unsent }) => unsent));
  }

  private has(place: Place, some: readonly Unsent[]): Promise<void> {
    const ids = new Set(some.map(({ id }) => id));
    return this.update(place, list => [...list.filter(({ id }) => !ids.has(id)), ...some].sort(byTime));
  }

  private async seal(place: Place, { at, ...content }: Unsent): Promise<OutboxItem> {
    return { at, sealed: await this.vault.seal(purposeOf(place, content.id), JSON.stringify(content)) };
  }

  /** Here and in the other tabs. */
  private async update(place: Place, change: (list: Unsent[]) => Unsent[]): Promise<void> {
    const known = this.known.get(place);
    if (known !== undefined) this.known.set(place, known.then(change));
    this.tell(place);
    this.channel.postMessage(place);
    await this.known.get(place);
  }

  private async read(place: Place): Promise<Unsent[]> {
    const range = ofUser(this.user, place);
    const read = this.db.transaction('outbox');
    const [keys, items] = await Promise.all([read.store.getAllKeys(range), read.store.getAll(range), read.done]);
    const unsent = await Promise.all(items.map((item, i) => this.open(place, keys[i]![2], item)));
    return unsent.sort(byTime);
  }

  private tell(place: Place): void {
    for (const watcher of [...this.watchers.get(place) ?? []]) watcher();
  }

  private async open(place: Place, id: string, { at, sealed }: OutboxItem): Promise<Unsent> {
    const content = JSON.parse(await this.vault.openText(purposeOf(place, id), sealed)) as Content;
    return 'body' in content ? { at, ...content } : { id, at, body: textBody(content.text), envelope: content.envelope, failed: content.failed };
  }
}

/** All, or none if one of them is gone: then false. */
export async function layIn(store: OutboxStore, sealed: readonly SealedItem[]): Promise<boolean> {
  const keys = await Promise.all(sealed.map(({ key }) => store.getKey(key)));
  const areThere = keys.every(key => key !== undefined);
  if (areThere) await Promise.all(sealed.map(({ item, key }) => store.put(item, key)));
  return areThere;
}

export const textBody = (text: string, { reply = null, mentions = [] }: SendOptions = {}): Outgoing => ({ t: 'text', text, reply, mentions: [...mentions] });

const byTime = (a: Unsent, b: Unsent) => a.at - b.at;
const purposeOf = (place: Place, id: string) => `outbox ${place} ${id}`;
