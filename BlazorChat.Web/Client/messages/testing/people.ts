import { fromTheStart } from '../../crypto/testing/rsa-pool';
import { TestBrowser, until } from './browser';
import { TestServer, type Stored } from './server';
import type { Keys, TestUser } from './user';
import type { ChatEngine, Conversation } from '../types';

/** Ann and Ben, each with a page open on their conversation. */
export class Scene {
  readonly browsers: TestBrowser[] = [];
  private constructor(readonly server: TestServer, readonly ann: TestUser, readonly ben: TestUser) {}

  static async begin(): Promise<Scene> {
    fromTheStart();
    const server = await TestServer.create();
    return new Scene(server, await server.newUser('Ann'), await server.newUser('Ben'));
  }

  async browser(user: TestUser, keys: Keys = user.first): Promise<TestBrowser> {
    const browser = await TestBrowser.of(user, keys);
    this.browsers.push(browser);
    return browser;
  }

  /** Ann has written "one", Ben has it. */
  async chat(): Promise<Chat> {
    const { ann, ben } = this;
    const [annBrowser, benBrowser] = [await this.browser(ann), await this.browser(ben)];
    const [annEngine, benEngine] = [await annBrowser.tab(), await benBrowser.tab()];
    const [atAnn, atBen] = [annEngine.conversation({ peer: ben.user }), benEngine.conversation({ peer: ann.user })];
    await atAnn.send('one');
    await until(() => atBen.rows().length === 2 && atAnn.rows().at(-1)?.seq === 2);
    return { annBrowser, benBrowser, annEngine, benEngine, atAnn, atBen, stored: this.server.conversations.get(atAnn.conv!)! };
  }

  /** The same in a room that both administer. */
  async roomOfTwo(): Promise<Chat> {
    const { ann, ben, server } = this;
    const stored = await server.newRoom('private', 'none', [ann, ben], 2);
    const [annBrowser, benBrowser] = [await this.browser(ann), await this.browser(ben)];
    const [annEngine, benEngine] = [await annBrowser.tab(), await benBrowser.tab()];
    const [atAnn, atBen] = [annEngine, benEngine].map(engine => engine.conversation({ conv: stored.conv })) as [Conversation, Conversation];
    await atAnn.send('one');
    await until(() => atBen.rows().length === 2 && atAnn.rows().at(-1)?.seq === 2);
    return { annBrowser, benBrowser, annEngine, benEngine, atAnn, atBen, stored };
  }

  end(): void {
    for (const browser of this.browsers.splice(0)) browser.close();
  }
}

export interface Chat {
  readonly annBrowser: TestBrowser;
  readonly benBrowser: TestBrowser;
  readonly annEngine: ChatEngine;
  readonly benEngine: ChatEngine;
  readonly atAnn: Conversation;
  readonly atBen: Conversation;
  readonly stored: Stored;
}
