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

  test('see within a moment what the other calls themselves, and what is kept says the certified name', async () => {
    const [a, b] = [await browserOf(ann), await browserOf(ben)];
    const [atAnn, atBen] = [(await a.tab()).conversation({ peer: ben.user }), (await b.tab()).conversation({ peer: ann.user })];
    await atAnn.send('Hello Ben');
    await until(() => texts(atBen).includes('Hello Ben'));
    const author = (of: typeof atBen) => of.rows().flatMap(row => (row.kind === 'message' ? [row.author] : []))[0];

    server.choose(ann.user, 'Foxy');
    await until(() => author(atBen)?.chosen === 'Foxy' && author(atAnn)?.chosen === 'Foxy');
    expect([author(atBen)?.name, atBen.peerName]).toEqual(['Ann', 'Ann']);
    for await (const { rows } of atBen.transcript({ from: null, to: null }, new AbortController().signal))
      for (const row of rows) if (row.kind === 'message') expect([row.author.name, row.author.chosen]).toEqual(['Ann', null]);

    server.choose(ann.user, 'Fo\u202exy');
    await until(() => author(atBen)?.chosen === null);
    server.choose(ann.user, null);
    expect(lines(atBen)).toEqual(['room-create', 'Ann: Hello Ben']);
  });
});
