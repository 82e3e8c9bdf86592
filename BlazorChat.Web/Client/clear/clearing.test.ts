import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../keys';
import { texts, until, type TestBrowser } from '../messages/testing/browser';
import { Scene, type Chat } from '../messages/testing/people';
import type { Conversation } from '../messages/types';
import { ClearHistory, StorageError, type Clearing, type Where } from './clearing';

let scene: Scene;
let chat: Chat;

beforeEach(async () => {
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  scene = await Scene.begin();
  chat = await scene.chat();
  await chat.atBen.send('two');
  await until(() => texts(chat.atAnn).length === 2);
});
afterEach(() => {
  scene.end();
  vi.unstubAllGlobals();
});

const historyOf = (browser: TestBrowser) => new ClearHistory(browser.user.user, { api: browser.api(), channel: name => browser.channel(name), databaseName: browser.databaseName });
const clear = async (where: Where, conv: string | null = chat.stored.conv, browser = chat.annBrowser): Promise<Clearing> => (await historyOf(browser).clear(where, conv))!;
const shows = (conversation: Conversation, ...expected: string[]) => until(() => texts(conversation).join() === expected.join(), `${texts(conversation).join()} is ${expected.join()}`);
/** Another tab, or the same after a reload. */
const anew = async (browser = chat.annBrowser) => (await browser.tab()).conversation({ peer: (browser === chat.annBrowser ? scene.ben : scene.ann).user });

describe.each<Where>(['here', 'everywhere'])('a history cleared %s', where => {
  test('is gone in every tab, now and later; the other one has all of it', async () => {
    const other = await anew();
    await shows(other, 'one', 'two');
    await clear(where);
    await shows(chat.atAnn);
    await shows(other);
    const later = await anew();
    await until(() => later.status === 'ready');
    expect([texts(later), later.atBeginning, later.atEnd, later.cleared]).toEqual([[], true, true, { seq: 3, at: chat.stored.log[2]!.at, here: where === 'here' }]);
    expect(texts(chat.atBen)).toEqual(['one', 'two']);
    expect(texts(await ready(await anew(chat.benBrowser)))).toEqual(['one', 'two']);
  });

  test('goes on with what is written next, both ways, and nothing seems missing', async () => {
    await clear(where);
    await shows(chat.atAnn);
    await chat.atBen.send('three');
    await shows(chat.atAnn, 'three');
    await chat.atAnn.send('four');
    await shows(chat.atBen, 'one', 'two', 'three', 'four');
    for (const conversation of [chat.atAnn, await ready(await anew()), chat.atBen])
      expect(conversation.rows().filter(({ kind }) => kind === 'notice').map(row => 'code' in row && row.code)).not.toContain('gap');
    expect(chat.atBen.rows().flatMap(row => (row.kind === 'message' ? row.marks : []))).toEqual([]);
    expect(texts(await ready(await anew()))).toEqual(['three', 'four']);
  });

  test('is back after an undo, with what came meanwhile', async () => {
    const clearing = await clear(where);
    await shows(chat.atAnn);
    await chat.atBen.send('three');
    await shows(chat.atAnn, 'three');
    await clearing.undo();
    await shows(chat.atAnn, 'one', 'two', 'three');
    expect([chat.atAnn.cleared, texts(await ready(await anew()))]).toEqual([null, ['one', 'two', 'three']]);
  });

  test('leaves drafts and what is not sent', async () => {
    await chat.atAnn.saveDraft('half a thought');
    chat.annBrowser.weather = (method, path) => (method === 'POST' && path.endsWith('/messages') ? 'lost' : 'fine');
    await chat.atAnn.send('unsent');
    await clear(where);
    await shows(chat.atAnn, 'unsent');
    expect(await chat.atAnn.loadDraft()).toBe('half a thought');
    chat.annBrowser.weather = () => 'fine';
    await shows(chat.atBen, 'one', 'two', 'unsent');
  });

  test('is not in a saved log', async () => {
    await clear(where);
    await shows(chat.atAnn);
    expect(await saved(chat.atAnn)).toEqual([]);
    await chat.atBen.send('three');
    await shows(chat.atAnn, 'three');
    expect([await saved(chat.atAnn), await saved(chat.atAnn, { from: 1, to: null }), await saved(chat.atBen)]).toEqual([['three'], ['three'], ['one', 'two', 'three']]);
  });

  test('cleared once more is cleared up to there, and the first undo is none any more', async () => {
    const first = await clear(where);
    await chat.atBen.send('three');
    await shows(chat.atAnn, 'three');
    scene.server.now += 1000;
    const second = await clear(where);
    await shows(chat.atAnn);
    await first.undo().catch(() => {});
    expect(texts(await ready(await anew()))).toEqual([]);
    await second.undo();
    await shows(chat.atAnn, 'three');
  });

  test('is nothing to clear where all of it is cleared', async () => {
    await clear('everywhere');
    expect(await historyOf(chat.annBrowser).clear(where, chat.stored.conv)).toBeNull();
  });

  test('of all conversations at once, and back at once', async () => {
    const cara = await scene.server.newUser('Cara');
    const withCara = chat.annEngine.conversation({ peer: cara.user });
    await withCara.send('hello');
    await until(() => withCara.rows().at(-1)?.seq === 2);
    const clearing = await clear(where, null);
    await shows(chat.atAnn);
    await shows(withCara);
    await clearing.undo();
    await shows(chat.atAnn, 'one', 'two');
    await shows(withCara, 'hello');
  });

  test('without an answer is not cleared', async () => {
    chat.annBrowser.weather = () => 'lost';
    await expect(clear(where)).rejects.toMatchObject({ code: 'network' });
    await expect(clear(where, null)).rejects.toMatchObject({ code: 'network' });
    chat.annBrowser.weather = () => 'fine';
    expect(texts(await ready(await anew()))).toEqual(['one', 'two']);
  });
});

test('on this device stays on the others', async () => {
  const laptop = await scene.browser(scene.ann, await scene.ann.addDevice());
  await clear('here');
  await shows(chat.atAnn);
  await chat.atBen.send('three');
  const there = await anew(laptop);
  await until(() => texts(there).includes('three'));
  expect([texts(chat.atAnn), there.cleared, there.rows().length]).toEqual([['three'], null, 4]);
});

test('for me on all devices is gone on a device that shows it, and on one that comes after', async () => {
  const laptop = await scene.browser(scene.ann, await scene.ann.addDevice());
  const there = await anew(laptop);
  await until(() => there.rows().length > 1);
  await clear('everywhere');
  await until(() => there.rows().length === 0);
});

test('while the circuit is down, other pages learn of it with the next look', async () => {
  scene.server.live = false;
  const { stored } = chat;
  scene.server.clear(scene.ann.user, new Map([[stored, 3]]));
  await new Promise(resolve => setTimeout(resolve, 30));
  expect(texts(chat.atAnn)).toEqual(['one', 'two']);
  scene.server.live = true;
  await chat.atBen.send('three');
  await chat.atBen.send('four');
  chat.annEngine.setOnline(false);
  chat.annEngine.setOnline(true);
  await shows(chat.atAnn, 'three', 'four');
});

test('what was unread is marked as read when it was not undone, on this device too', async () => {
  chat.annBrowser.requests = [];
  const clearing = await clear('here');
  expect(chat.annBrowser.requests.filter(request => request.startsWith('PUT'))).toEqual([]);
  clearing.settle();
  await until(() => chat.stored.read.get(scene.ann.user) === 3);
});

test('a place that is hidden is not gone back to', async () => {
  await clear('here');
  await shows(chat.atAnn);
  await chat.atAnn.show(2);
  await chat.atBen.send('three');
  await shows(chat.atAnn, 'three');
});

test('a browser that keeps nothing says so, and nothing is cleared', async () => {
  const broken = new ClearHistory(scene.ann.user, {
    api: chat.annBrowser.api(), channel: name => chat.annBrowser.channel(name), databaseName: chat.annBrowser.databaseName,
  });
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => { throw new DOMException('denied', 'SecurityError'); });
  await expect(broken.clear('here', chat.stored.conv)).rejects.toBeInstanceOf(StorageError);
  vi.restoreAllMocks();
  expect(texts(await ready(await anew()))).toEqual(['one', 'two']);
});

test('what is hidden beyond the end of the log, which a restored server has lost, hides nothing', async () => {
  const db = await openDatabase(undefined, chat.annBrowser.databaseName);
  await db.put('meta', { seq: 500, at: 1 }, [scene.ann.user, `cleared ${chat.stored.conv}`]);
  expect(texts(await ready(await anew()))).toEqual(['one', 'two']);
  expect(await db.get('meta', [scene.ann.user, `cleared ${chat.stored.conv}`])).toBeUndefined();
  db.close();
});

test('what stands damaged in the browser hides nothing', async () => {
  const db = await openDatabase(undefined, chat.annBrowser.databaseName);
  await db.put('meta', { seq: 'x', at: null }, [scene.ann.user, `cleared ${chat.stored.conv}`]);
  db.close();
  expect(texts(await ready(await anew()))).toEqual(['one', 'two']);
});

async function ready(conversation: Conversation): Promise<Conversation> {
  await until(() => conversation.status === 'ready' && (conversation.rows().length > 0 || conversation.cleared !== null));
  return conversation;
}

async function saved(conversation: Conversation, period: { from: number | null; to: number | null } = { from: null, to: null }): Promise<string[]> {
  const found: string[] = [];
  for await (const { rows } of conversation.transcript(period, new AbortController().signal))
    found.push(...rows.flatMap(row => (row.kind === 'message' ? [row.text] : [])));
  return found;
}
