// What gets no answer once: it is asked for again, and until then nothing says that it was read.
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MessageEntry } from '../api';
import { day } from '../crypto/testing/authority';
import { judge } from './judging';
import type { Opened } from './opening';
import { lines, texts, until, type TestBrowser, type Weather } from './testing/browser';
import { Scene, type Chat } from './testing/people';
import type { Conversation } from './types';

let scene: Scene;
let chat: Chat;
beforeEach(async () => {
  scene = await Scene.begin();
  chat = await scene.chat();
  for (const browser of [chat.annBrowser, chat.benBrowser]) browser.requests = [];
});
afterEach(() => scene.end());

const isSession = (method: string, path: string) => method === 'GET' && /\/sessions\/[^/]+$/.test(path);
const isPage = (method: string, path: string) => method === 'GET' && path.includes('/messages?');
const asked = ({ requests }: TestBrowser, what: typeof isSession) => requests.filter(request => what(...request.split(' ') as [string, string])).length;
const aWhile = () => new Promise(resolve => setTimeout(resolve, 100));

/** The first of these requests is lost. */
function once(what: typeof isSession): Weather {
  let lost = false;
  return (method, path) => (!lost && what(method, path) ? (lost = true, 'lost') : 'fine');
}

/** A timeline that is in sight, at its end: it says that it was read whenever it is drawn. Returns how far it was, by how many messages it showed. */
function looking(conversation: Conversation): readonly (readonly [shown: number, read: number])[] {
  const seen: [number, number][] = [];
  conversation.subscribe(() => {
    conversation.markRead();
    seen.push([texts(conversation).length, conversation.readSeq]);
  });
  return seen;
}

describe('a message that comes', () => {
  test('is shown once its session can be had, and is unread until then', async () => {
    const seen = looking(chat.atAnn);
    let lost = true;
    chat.annBrowser.weather = (method, path) => (lost && isSession(method, path) ? 'lost' : 'fine');
    await chat.atBen.send('two');
    await until(() => asked(chat.annBrowser, isSession) > 2);
    chat.atAnn.markRead();
    expect([texts(chat.atAnn), chat.atAnn.readSeq, chat.stored.read.get(scene.ann.user)]).toEqual([['one'], 2, 2]);
    lost = false;
    await until(() => texts(chat.atAnn).includes('two'));
    await until(() => chat.stored.read.get(scene.ann.user) === 3);
    expect(seen.filter(([shown, read]) => read > shown + 1)).toEqual([]);
  });

  test('is unread while it is being opened', async () => {
    looking(chat.atAnn);
    let answer = () => {};
    const answered = new Promise<void>(resolve => { answer = resolve; });
    chat.annBrowser.weather = (method, path) => (isSession(method, path) ? answered.then(() => 'fine' as const) : 'fine');
    await chat.atBen.send('two');
    await until(() => asked(chat.annBrowser, isSession) > 0);
    chat.atAnn.markRead();
    expect(chat.atAnn.readSeq).toBe(2);
    answer();
    await until(() => chat.atAnn.readSeq === 3);
  });

  test('that the server refuses to open is not asked for for ever, and keeps nobody from reading on', async () => {
    chat.annBrowser.weather = (method, path) => (isSession(method, path) ? Response.json({ code: 'forbidden' }, { status: 403 }) : 'fine');
    await chat.atBen.send('two');
    await until(() => asked(chat.annBrowser, isSession) > 0);
    await aWhile();
    expect(asked(chat.annBrowser, isSession)).toBe(1);
    chat.atAnn.markRead();
    expect(chat.atAnn.readSeq).toBe(3);
    chat.annBrowser.weather = () => 'fine';
    await chat.atBen.send('three');
    await until(() => texts(chat.atAnn).join() === 'one,two,three');
  });

  test('that no session can open is a row, and read', async () => {
    looking(chat.atAnn);
    chat.annBrowser.weather = (method, path) => {
      if (isSession(method, path)) chat.stored.sessions.clear();
      return 'fine';
    };
    await chat.atBen.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'unreadable: session-unknown' && chat.atAnn.readSeq === 3);
    await aWhile();
    expect(asked(chat.annBrowser, isSession)).toBe(1);
  });

  test('before the page is closed is asked for no more after that', async () => {
    chat.annBrowser.weather = (method, path) => (isSession(method, path) ? 'lost' : 'fine');
    await chat.atBen.send('two');
    await until(() => asked(chat.annBrowser, isSession) > 1);
    chat.annBrowser.close();
    await aWhile();
    const before = chat.annBrowser.requests.length;
    await aWhile();
    expect(chat.annBrowser.requests.length).toBe(before);
  });

  test('is asked for at once when the connection is back', async () => {
    chat.annBrowser.close();
    chat.annBrowser.retryMs = 3_600_000;
    const engine = await chat.annBrowser.tab();
    const atAnn = engine.conversation({ peer: scene.ben.user });
    await until(() => texts(atAnn).length === 1);
    chat.annBrowser.weather = once(isSession);
    await chat.atBen.send('two');
    await until(() => asked(chat.annBrowser, isSession) > 0);
    await aWhile();
    expect(texts(atAnn)).toEqual(['one']);
    engine.setOnline(false);
    engine.setOnline(true);
    await until(() => texts(atAnn).includes('two'));
  });

  test('and some that came with it are asked for together, after one request that shows that there are answers', async () => {
    chat.annBrowser.weather = (method, path) => (isSession(method, path) || isPage(method, path) ? 'lost' : 'fine');
    for (const text of ['two', 'three', 'four']) await chat.atBen.send(text);
    await until(() => chat.stored.log.length === 5 && asked(chat.annBrowser, isPage) > 3);
    const sessions = asked(chat.annBrowser, isSession);
    await until(() => asked(chat.annBrowser, isPage) > 6);
    expect(asked(chat.annBrowser, isSession)).toBe(sessions);
    chat.annBrowser.weather = () => 'fine';
    await until(() => texts(chat.atAnn).length === 4);
  });

  test('behind a hole that could not be filled is shown once it can be', async () => {
    scene.server.live = false;
    for (const text of ['two', 'three', 'four']) await chat.atAnn.send(text);
    await until(() => chat.stored.log.length === 5);
    chat.benBrowser.weather = once(isPage);
    const { conv, log } = chat.stored;
    // The first of them follows what is there: it need not wait for the others.
    const entries = [log[2]!, log[4]!].map(entry => ({ conv, ...entry }));
    chat.benEngine.deliver({ entries, users: [], crl: null, cleared: false, wanted: [] });
    await until(() => texts(chat.atBen).join() === 'one,two,three,four');
  });

  test('whose readers could not be looked up is shown once they can be, with nothing against it', async () => {
    const cleo = await scene.server.newUser('Cleo');
    const room = await scene.server.newRoom('private', 'none', [scene.ann, scene.ben, cleo], 2);
    const [atAnn, atBen] = [chat.annEngine, chat.benEngine].map(engine => engine.conversation({ conv: room.conv })) as [Conversation, Conversation];
    await atAnn.send('one');
    await until(() => texts(atBen).length === 1);
    const isCleo = (method: string, path: string) => method === 'GET' && path === `/api/users/${cleo.user}/chain`;
    let lost = true;
    chat.benBrowser.weather = (method, path) => (lost && isCleo(method, path) ? 'lost' : 'fine');
    scene.server.tell([scene.ben.user], { entries: [], users: [cleo.user], crl: null, cleared: false, wanted: [] });
    await until(() => asked(chat.benBrowser, isCleo) > 1);
    await atAnn.send('two');
    await until(() => room.log.length === 3);
    await aWhile();
    lost = false;
    await until(() => lines(atBen).at(-1) === 'Ann: two');
  });
});

describe('what a message is checked against', () => {
  test('and could not be looked at anew is looked at again, before anything is held against it', async () => {
    scene.server.live = false;
    await scene.ann.addDevice();
    // Longer ago than what a message may leave out.
    scene.server.now += 120_000;
    const isList = (_: string, path: string) => path === '/pki/lists.pem';
    chat.benBrowser.weather = once(isList);
    await chat.atAnn.send('two');
    await until(() => chat.stored.log.length === 3);
    scene.server.live = true;
    chat.benEngine.deliver({ entries: [{ conv: chat.stored.conv, ...chat.stored.log[2]! }], users: [], crl: null, cleared: false, wanted: [] });
    await until(() => texts(chat.atBen).includes('two'));
    expect([lines(chat.atBen).at(-1), asked(chat.benBrowser, isList)]).toEqual(['Ann: two', 2]);
  });

  test('and has ended is asked for again if the newer one did not come', async () => {
    scene.server.now += 91 * day;
    chat.benBrowser.weather = once((method, path) => method === 'GET' && path === `/api/users/${scene.ann.user}/chain`);
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).includes('two'));
  });
});

describe('a page', () => {
  const again = async () => (await chat.benBrowser.tab()).conversation({ peer: scene.ann.user });

  test('whose messages could not be opened when it was loaded shows them later', async () => {
    chat.benBrowser.close();
    // What the page asks for first it asks for twice: when the answer is there, and when it is needed.
    let lost = 2;
    chat.benBrowser.weather = (method, path) => (isSession(method, path) && lost-- > 0 ? 'lost' : 'fine');
    const atBen = await again();
    await until(() => lines(atBen).join() === 'room-create,Ann: one');
  });

  test('that could not look for a clearing looks again', async () => {
    for (const text of ['two', 'three']) await chat.atAnn.send(text);
    await until(() => texts(chat.atBen).length === 3);
    chat.benBrowser.weather = once(isPage);
    chat.stored.expired = 3;
    scene.server.tell([scene.ben.user], { entries: [], users: [], crl: null, cleared: true, wanted: [] });
    await until(() => lines(chat.atBen).join() === 'Ann: three');
  });

  test('that was told of a change of its room waits for the chain, and says nothing false of it', async () => {
    const room = await scene.server.newRoom('private', 'none', [scene.ann, scene.ben], 2);
    const atBen = chat.benEngine.conversation({ conv: room.conv });
    await until(() => lines(atBen).length === 1);
    const shown = new Set<string>();
    atBen.subscribe(() => { for (const line of lines(atBen)) shown.add(line); });
    chat.benBrowser.weather = once((method, path) => method === 'GET' && path.includes(`${room.conv}/chain`));
    const cleo = await scene.server.newUser('Cleo');
    await scene.server.changeRoom(room, scene.ann, { op: 'add', user: cleo.user, base: await cleo.base(), role: 'member' });
    await until(() => lines(atBen).join() === 'room-create,room-add');
    expect([...shown].filter(line => line.startsWith('unreadable'))).toEqual([]);
  });
});

test('a message that could not be opened yet is no gap before the next, and answers to it answer something', () => {
  const entryOf = (n: number): MessageEntry => ({ seq: n, at: n, kind: 'message', user: 'ann', device: 'd', n, jwe: '' });
  const message = { n: 2, prev: 'first', seen: 'first' } as (Opened & { ok: true })['message'];
  const second: Opened = { ok: true, message, hash: 'second', author: { user: 'ann', base: 'b', sig: 's' }, room: 0, marks: [] };
  const judged = judge([entryOf(1), entryOf(2)], seq => (seq === 2 ? second : undefined), true);
  expect(judged).toMatchObject([{ kind: 'message', missing: 0, marks: [] }]);
});
