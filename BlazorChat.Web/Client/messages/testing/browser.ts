import { Api } from '../../api';
import type { Fetch } from '../../api/transport';
import { openDatabase, saveDevice } from '../../keys';
import { openEngine } from '../open-engine';
import type { Channel } from '../outbox';
import type { ChatEngine, Conversation, Row } from '../types';
import { type Locks, openSelf, type Self } from '../../own/self';
import type { TestServer } from './server';
import type { Keys, TestUser } from './user';

let databases = 0;

/** What happens to a request on its way: nothing, lost before, lost after the server has done it, answered by something before the server. */
export type Weather = (method: string, path: string) => Fate | Promise<Fate>;
type Fate = 'fine' | 'lost' | 'answer-lost' | Response;

/** A browser profile of a device: tabs share its database, locks and channels. */
export class TestBrowser {
  readonly databaseName: string;
  private readonly locks = new TabLocks();
  private readonly channels = new Map<string, Set<TabChannel<unknown>>>();
  private readonly tabs: { readonly engine: ChatEngine; readonly leave: () => void }[] = [];
  weather: Weather = () => 'fine';
  requests: string[] = [];
  /** Pages of it find out which unread messages name their reader. */
  countMs: number | null = null;
  /** How long its pages wait at first before they ask again. */
  retryMs = 5;
  /** Tabs do not hear each other (yet). */
  silent = false;
  onBody: (path: string, body: string) => void = () => {};

  private constructor(readonly server: TestServer, readonly user: TestUser, readonly keys: Keys, databaseName: string) {
    this.databaseName = databaseName;
  }

  static async of(user: TestUser, keys: Keys = user.first): Promise<TestBrowser> {
    const browser = new TestBrowser(user.server, user, keys, `browser ${databases++}`);
    const { device, sig, enc } = keys;
    const db = await openDatabase(undefined, browser.databaseName);
    await saveDevice(db, {
      user: user.user, device, sig: { kid: sig.kid, key: sig.key }, enc: { kid: enc.kid, key: enc.key }, encRequest: enc.requestKey,
      spki: { sig: sig.spki, enc: enc.spki },
    });
    db.close();
    return browser;
  }

  /** A page. Its circuit delivers unless told otherwise. */
  async tab(connected = true): Promise<ChatEngine> {
    const { user, keys, server } = this;
    const engine = await openEngine({ user: user.user, device: keys.device }, {
      api: this.api(), locks: this.locks, clock: () => server.now, channel: name => this.channel(name),
      pace: { retryMs: this.retryMs, maxRetryMs: 4 * this.retryMs, pollMs: 10, ...(this.countMs === null ? {} : { countMs: this.countMs }) }, databaseName: this.databaseName,
    });
    const leave = connected ? server.listen(user.user, batch => engine.deliver(batch)) : () => {};
    this.tabs.push({ engine, leave });
    return engine;
  }

  /** What a page without the chat opens. */
  self(): Promise<Self> {
    const { user, keys, server, locks, databaseName } = this;
    return openSelf({ user: user.user, device: keys.device }, { api: this.api(), locks, clock: () => server.now, databaseName });
  }

  close(): void {
    for (const { engine, leave } of this.tabs.splice(0)) {
      leave();
      engine.stop();
    }
  }

  api(): Api {
    const fetcher = this.server.as({ user: this.user.user, device: this.keys.device });
    return new Api(this.through(fetcher));
  }

  private through(fetcher: Fetch): Fetch {
    return async (input, init) => {
      const { method = 'GET' } = init;
      this.requests.push(`${method} ${input}`);
      if (typeof init.body === 'string') this.onBody(input, init.body);
      const fate = await this.weather(method, input);
      if (fate instanceof Response) return fate;
      if (fate === 'lost') throw new TypeError('Failed to fetch');
      const response = await fetcher(input, init);
      if (fate === 'answer-lost') throw new TypeError('Failed to fetch');
      return response;
    };
  }

  channel<Message>(name: string): Channel<Message> {
    const all = this.channels.get(name) ?? new Set();
    this.channels.set(name, all);
    const channel = new TabChannel<Message>(all as Set<TabChannel<Message>>, () => this.silent);
    all.add(channel as TabChannel<unknown>);
    return channel;
  }
}

class TabLocks implements Locks {
  private readonly tails = new Map<string, Promise<unknown>>();

  request<T>(name: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.tails.get(name) ?? Promise.resolve()).then(act, act);
    this.tails.set(name, turn.catch(() => {}));
    return turn;
  }
}

class TabChannel<Message> implements Channel<Message> {
  onmessage: Channel<Message>['onmessage'] = null;

  constructor(private readonly all: Set<TabChannel<Message>>, private readonly isSilent: () => boolean) {}

  postMessage(message: Message): void {
    if (this.isSilent()) return;
    for (const other of this.all) if (other !== this) setTimeout(() => other.onmessage?.({ data: message }));
  }

  close(): void {
    this.all.delete(this);
  }
}

export async function until(condition: () => boolean, what = condition.toString(), ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Presses the button of the notice about this user, as soon as there is one. */
export async function accept(conversation: Conversation, user: string): Promise<void> {
  const shown = () => conversation.notices.find(({ action, params }) => action === 'accept' && params['user'] === user);
  await until(() => shown() !== undefined, `something to accept of ${user}`);
  if (!await conversation.accept(user, shown()!.head!)) throw new Error(`what was shown of ${user} has moved on`);
}

export const texts = (conversation: Conversation): string[] =>
  conversation.rows().flatMap(row => (row.kind === 'message' ? [row.text] : []));

/** Everything on the screen, one short line a row. */
export const lines = (conversation: Conversation): string[] => conversation.rows().map(lineOf);

function lineOf(row: Row): string {
  if (row.kind === 'notice') return [row.code, row.params['check'] ?? row.params['count']].filter(part => part !== undefined).join(': ');
  const marks = row.marks.map(({ code }) => ` [${code}]`).join('');
  return `${row.author.name}: ${row.text}${row.state === 'sent' ? '' : ` (${row.error ?? row.state})`}${marks}`;
}
