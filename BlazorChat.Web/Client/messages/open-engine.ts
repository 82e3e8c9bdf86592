import { Renewal } from '../enrol/renewal';
import { Pins, SessionKeys, Vault } from '../keys';
import { keepOwn } from '../own/beside';
import { browserSelf, openSelf, type SelfSurroundings } from '../own/self';
import { Background } from './background';
import { Clearings, clearingsChannel } from './clearings';
import { Drafts } from './drafts';
import { Engine } from './engine';
import { Outbox, type Channel } from './outbox';
import { Sendings } from './sending-state';
import type { ChatEngine } from './types';
import { usualPace, type Pace, type World } from './world';

/** What differs between a browser and a test. */
export interface Surroundings extends SelfSurroundings {
  readonly channel: <Message>(name: string) => Channel<Message>;
  readonly pace: Pace;
  /** Whoever goes on with what was opened. The end of it is called when the page is done with the engine. */
  readonly beside?: (world: World) => () => void;
}

/** The engine of a page: opens this browser's keys for a user's device, the authority and the outbox. */
export async function openEngine(
  who: { readonly user: string; readonly device: string }, surroundings: Surroundings = browserSurroundings(),
): Promise<ChatEngine> {
  const { pace, beside } = surroundings;
  const { user } = who;
  const self = await openSelf(who, surroundings);
  const { api, db, device, trust, locks, clock } = self;
  const vault = await Vault.open(db, user);
  const outbox = new Outbox(db, user, vault, surroundings.channel(`blazorchat outbox ${user}`));
  const renewal = new Renewal({ api, locks, trust, now: clock }, device);
  const world: World = {
    ...self, renewal, outbox, vault, pace, background: new Background(),
    pins: new Pins(db, user), keys: new SessionKeys(db, user, vault), drafts: new Drafts(db, user, vault), sendings: new Sendings(db, user),
    clearings: new Clearings(db, user, surroundings.channel(clearingsChannel(user))),
  };
  return new Engine(world, beside?.(world));
}

export function browserSurroundings(): Surroundings {
  return { ...browserSelf(), beside: keepOwn, channel: <Message>(name: string) => new BroadcastChannel(name) as Channel<Message>, pace: usualPace };
}
