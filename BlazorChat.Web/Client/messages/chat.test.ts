import 'fake-indexeddb/auto';
import { beforeEach, afterEach, describe, expect, test } from 'vitest';
import { fromTheStart } from '../crypto/testing/rsa-pool';
import { lines, TestBrowser, texts, until } from './testing/browser';
import { TestServer } from './testing/server';
import type { TestUser } from './testing/user';

let server: TestServer;
let ann: TestUser;
let ben: TestUser;
const browsers: TestBrowser[] = [];
async function browserOf(...of: Parameters<typeof TestBrowser.of>): Promise<TestBrowser> {
  const browser = await TestBrowser.of(...of);
  browsers.push(browser);
  return browser;
}

beforeEach(async () => {
  fromTheStart();
  server = await TestServer.create();
  ann = await server.newUser('Ann');
  ben = await server.newUser('Ben');
});
afterEach(() => { for (const browser of browsers.splice(0)) browser.close(); });

describe('two people', () => {
  test('chat both ways, and find everything after a reload', async () => {
    const [a, b] = [await browserOf(ann), await browserOf(ben)];
    const [atAnn, atBen] = [(await a.tab()).conversation({ peer: ben.user }), (await b.tab()).conversation({ peer: ann.user })];
    await atAnn.send('Hello Ben');
    await until(() => texts(atBen).includes('Hello Ben'));
    await atBen.send('Hello Ann');
    await until(() => texts(atAnn).length === 2);
    expect(lines(atAnn)).toEqual(['room-create', 'Ann: Hello Ben', 'Ben: Hello Ann']);
    await until(() => lines(atBen).join() === lines(atAnn).join());

    a.close();
    const again = (await a.tab()).conversation({ conv: atBen.conv! });
    await until(() => again.status === 'ready');
    expect(lines(again)).toEqual(['room-create', 'Ann: Hello Ben', 'Ben: Hello Ann']);
    expect(again.peer).toBe(ben.user);
  });
});
