import type { Api, UserChainAnswer } from '../api';
import { isApiError } from '../api';
import type { Leaf } from '../crypto/certificate';
import { type CertificateCode, CertificateError } from '../crypto/errors';
import type { Database } from '../keys';
import { chosenNameOf } from '../names/rules';
import { Acceptance } from './acceptance';
import { Bounded } from './bounded';
import { keyOrNull, replayCertified } from './certified';
import { certifiedName, Person } from './person';
import type { RoomPeople } from './replay';
import type { Stay } from './room-chain';
import type { Trust } from './trust';
import { countedAt, type KeyPair } from './user-chain';

/** As many people as one looks at: two rooms of 2,000 and who else writes; a chain of two entries with its certificates takes some 10 KB. */
const maxPeople = 5000;
/** The server gives twice as many at once. */
const atOnce = 50;
/** Fewer are asked for one by one, when they are needed. */
const worthAsking = 5;
const maxKids = 20_000;
const renewalEveryMs = 60_000;
/** A newer certificate may do. */
const renewed: readonly CertificateCode[] = ['expired', 'issuer-revoked'];

export interface DeviceOfPerson {
  readonly person: Person;
  readonly pair: KeyPair;
}

/** Everybody we deal with: their chains, verified and compared with what we saw before. */
export class People implements RoomPeople {
  private people = new Bounded<string, Promise<Person | null>>(maxPeople);
  private readonly fetching = new Set<Promise<Person | null>>();
  private readonly ownerOfKid = new Bounded<string, string>(maxKids);
  private readonly askedForRenewal = new Bounded<string, number>(maxKids);
  private readonly acceptance: Acceptance;
  private readonly watchers = new Set<(users: ReadonlySet<string>) => void>();
  private endedIssuers = 0;
  /** Grows whenever somebody is looked at anew. */
  version = 0;

  constructor(private readonly api: Pick<Api, 'userChain' | 'userChains' | 'key'>, db: Database, readonly trust: Trust, own: { readonly user: string; readonly sig: string }) {
    this.acceptance = new Acceptance(db, own, () => trust.clock());
  }

  /** Null: there is no such user. */
  get(user: string): Promise<Person | null> {
    this.heedEndedIssuers();
    return this.people.get(user) ?? this.keep(user, this.fetch(user));
  }

  /** All of these will be needed: who is not known is asked for with the others. What fails is asked for again by who needs it. */
  async getAll(users: Iterable<string>): Promise<void> {
    this.heedEndedIssuers();
    const unknown = [...new Set(users)].filter(user => this.people.get(user) === undefined);
    if (unknown.length < worthAsking) return;
    const pages: string[][] = [];
    for (let from = 0; from < unknown.length; from += atOnce) pages.push(unknown.slice(from, from + atOnce));
    await Promise.all(pages.map(page => this.fetchAll(page)));
  }

  private async fetchAll(users: readonly string[]): Promise<void> {
    const asked = this.api.userChains(users).then(answers => new Map(answers.map(answer => [answer.user, answer])));
    await Promise.allSettled(users.map(user => this.keep(user, asked.then(answers => {
      const answer = answers.get(user);
      return answer === undefined ? null : this.verify(user, answer);
    }))));
  }

  private keep(user: string, fetched: Promise<Person | null>): Promise<Person | null> {
    this.people.set(user, fetched);
    this.fetching.add(fetched);
    fetched
      .catch(() => { if (this.people.get(user) === fetched) this.people.delete(user); })
      .finally(() => this.fetching.delete(fetched));
    return fetched;
  }

  /** Their chain has changed, or should be looked at again. */
  forget(users: Iterable<string>): void {
    const all = new Set(users);
    for (const user of all) this.people.delete(user);
    this.version++;
    for (const watcher of [...this.watchers]) watcher(all);
  }

  /** Calls whenever people are to be looked at anew. Returns the end of it. */
  onForgotten(watcher: (users: ReadonlySet<string>) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /**
   * Somebody has read the warning about the chain up to this entry: what it says now counts. Returns the base accepted; null: the chain
   * has moved on since, so that nobody has read what it says now, and nothing is accepted.
   */
  async accept(user: string, head: string): Promise<string | null> {
    const chain = (await this.get(user))?.chain;
    const accepted = chain?.head === head ? chain : null;
    if (accepted !== null) await this.acceptance.accept(accepted);
    this.forget([user]);
    return accepted?.base ?? null;
  }

  /** Whose key it is, whether or not it still counts. */
  async deviceOf(sigKid: string): Promise<DeviceOfPerson | null> {
    const user = await this.ownerOf(sigKid);
    if (user === null) return null;
    const found = await this.pairOf(user, sigKid);
    if (found !== null) return found;
    // Signed by a device newer than the chain we hold.
    this.forget([user]);
    return this.pairOf(user, sigKid);
  }

  /** Valid then and active then: `iat` in seconds. */
  async signer(kid: string, iat: number): Promise<{ user: string; base: string; key: CryptoKey } | null> {
    const found = await this.deviceOf(kid);
    if (found === null) return null;
    const { person, pair } = found;
    if (pair.device === null || !countedAt(pair, iat)) return null;
    const key = await keyOrNull(this.leafThen(found, iat * 1000));
    return key === null ? null : { user: person.user, base: pair.base, key };
  }

  /**
   * The certificate by which a device signed then (milliseconds), or `CertificateError`. Nobody is told of a renewal, so where the
   * certificates we hold have ended, or their issuing CA, newer ones are asked for; not more often than now and then, whatever comes.
   */
  async leafThen({ person, pair }: DeviceOfPerson, at: number): Promise<Leaf> {
    try {
      return await person.leaf(pair, 'sig', at, 'then');
    } catch (error) {
      const now = this.trust.clock();
      const asked = this.askedForRenewal.get(pair.sig);
      if (!(error instanceof CertificateError) || !renewed.includes(error.code) || (asked !== undefined && now - asked < renewalEveryMs)) throw error;
      this.askedForRenewal.set(pair.sig, now);
      this.forget([person.user]);
      const again = await this.pairOf(person.user, pair.sig);
      if (again === null) throw error;
      return again.person.leaf(again.pair, 'sig', at, 'then');
    }
  }

  async hasDevice({ user, base }: Stay, iat: number): Promise<'yes' | 'no' | 'unsure'> {
    const person = await this.get(user);
    return person === null ? 'no' : person.hasDevice(base, iat);
  }

  /** An issuing CA was revoked: the certificates that we hold are worthless, and keys were certified anew. */
  private heedEndedIssuers(): void {
    const { size } = this.trust.crl.ended;
    if (size === this.endedIssuers) return;
    this.endedIssuers = size;
    this.people = new Bounded(maxPeople);
    this.version++;
  }

  private async pairOf(user: string, sigKid: string): Promise<DeviceOfPerson | null> {
    const person = await this.get(user);
    const pair = person?.chain.signedBy(sigKid) ?? null;
    return person === null || pair === null ? null : { person, pair };
  }

  private async ownerOf(kid: string): Promise<string | null> {
    // Somebody who is being fetched just now may be the owner: that answer is on its way.
    if (this.ownerOfKid.get(kid) === undefined) await Promise.allSettled(this.fetching);
    return this.ownerOfKid.get(kid) ?? this.askOwner(kid);
  }

  private async askOwner(kid: string): Promise<string | null> {
    try {
      return (await this.api.key(kid)).user;
    } catch (error) {
      if (isApiError(error) && error.status === 404) return null;
      throw error;
    }
  }

  private async fetch(user: string): Promise<Person | null> {
    const answer = await this.api.userChain(user).catch(error => {
      if (isApiError(error) && error.status === 404) return null;
      throw error;
    });
    return answer === null ? null : this.verify(user, answer);
  }

  private async verify(user: string, answer: UserChainAnswer): Promise<Person> {
    const { chain, refused } = await replayCertified(user, answer, this.trust);
    const { standing, unknownDevice } = await this.acceptance.check(chain);
    for (const pair of chain.pairs) this.ownerOfKid.set(pair.sig, user);
    const name = await certifiedName(answer.certs, chain, this.trust) ?? answer.name;
    return new Person(
      user, answer.username, chain, refused?.code ?? null, answer.certs, this.trust, name,
      refused === null ? standing : 'chain-broken', unknownDevice, chosenNameOf(answer.chosen, name),
    );
  }
}
