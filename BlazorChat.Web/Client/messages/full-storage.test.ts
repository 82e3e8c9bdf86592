// A browser that has no room left: what it cannot keep is used all the same, what it must keep is tried again.
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sealBundle } from '../crypto/bundle';
import { publicEnc, stolenKey } from './testing/forging';
import { lines, texts, until } from './testing/browser';
import { Scene, type Chat } from './testing/people';

let scene: Scene;
let chat: Chat;
const told = vi.fn();
beforeEach(async () => {
  vi.stubGlobal('reportError', told.mockClear());
  scene = await Scene.begin();
  chat = await scene.chat();
});
afterEach(() => {
  scene.end();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** So many times nothing can be put there. */
function full(store: string, times: number, which: (key: IDBValidKey) => boolean = () => true): void {
  const { put } = IDBObjectStore.prototype;
  let left = times;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...[value, key]) {
    if (this.name === store && which(key!) && left-- > 0) throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, value, key);
  });
}

const isRoom = (key: IDBValidKey) => (key as string[])[1] === 'room';

test('opens what comes with keys that are granted, and keeps none', async () => {
  full('sessions', Infinity, key => (key as string[])[0] === scene.ann.user);
  await chat.atBen.send('two');
  await until(() => texts(chat.atAnn).includes('two'));
  expect(told).not.toHaveBeenCalled();
});

test('opens what was before with keys that are handed over', async () => {
  const old = await stolenKey(chat.annBrowser, chat.stored);
  const tablet = await scene.ann.addDevice();
  await chat.annBrowser.api().postBundle(chat.stored.conv, tablet.enc.kid, await sealBundle(chat.stored.conv, [old], await publicEnc(tablet)));
  full('sessions', Infinity);
  const atTablet = (await (await scene.browser(scene.ann, tablet)).tab()).conversation({ peer: scene.ben.user });
  await until(() => lines(atTablet).join() === 'room-create,Ann: one');
});

test('loads a conversation as soon as its room can be remembered, says what went wrong, and sends what was left behind', async () => {
  const room = await scene.server.newRoom('private', 'none', [scene.ann, scene.ben], 2);
  const atBen = chat.benEngine.conversation({ conv: room.conv });
  const before = chat.annEngine.conversation({ conv: room.conv });
  await until(() => [atBen, before].every(({ status }) => status === 'ready'));
  chat.annBrowser.weather = () => 'lost';
  await before.send('left behind');
  chat.annBrowser.close();
  chat.annBrowser.weather = () => 'fine';
  const cleo = await scene.server.newUser('Cleo');
  await scene.server.changeRoom(room, scene.ann, { op: 'add', user: cleo.user, base: await cleo.base(), role: 'member' });

  full('pins', 3, key => isRoom(key) && (key as string[])[0] === scene.ann.user);
  const atAnn = (await chat.annBrowser.tab()).conversation({ conv: room.conv });
  await until(() => atAnn.status === 'ready');
  await until(() => texts(atBen).includes('left behind'));
  expect(told.mock.calls.map(([error]) => (error as Error).name)).toContain('QuotaExceededError');
});

test('shows a message whose sender it could not remember once it can', async () => {
  const room = await scene.server.newRoom('private', 'none', [scene.ann, scene.ben], 2);
  const [atAnn, atBen] = [chat.annEngine, chat.benEngine].map(engine => engine.conversation({ conv: room.conv })) as [typeof chat.atAnn, typeof chat.atAnn];
  await until(() => [atAnn, atBen].every(({ status }) => status === 'ready'));
  let isFull = true;
  full('pins', Infinity, key => isFull && (key as string[]).join() === [scene.ben.user, 'user', scene.ann.user].join());
  await scene.ann.addDevice();
  await atAnn.send('one');
  await until(() => told.mock.calls.length > 0);
  expect(texts(atBen)).toEqual([]);
  isFull = false;
  await until(() => texts(atBen).join() === 'one');
});
