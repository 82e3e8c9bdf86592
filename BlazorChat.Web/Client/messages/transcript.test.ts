import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scene, type Chat } from './testing/people';
import { until } from './testing/browser';
import type { Period, Portion } from './transcript';

const whole: Period = { from: null, to: null };
let scene: Scene;
let chat: Chat;

beforeEach(async () => {
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  scene = await Scene.begin();
  chat = await scene.chat();
});
afterEach(() => {
  scene.end();
  vi.unstubAllGlobals();
});

async function read(period = whole, signal = new AbortController().signal): Promise<Portion[]> {
  const portions: Portion[] = [];
  for await (const portion of chat.atAnn.transcript(period, signal)) portions.push(portion);
  return portions;
}

async function say(count: number): Promise<void> {
  const { length } = chat.stored.log;
  for (let i = 0; i < count; i++) await chat.atAnn.send(`text ${i}`);
  await until(() => chat.stored.log.length === length + count);
}

const textsOf = (portions: readonly Portion[]) => portions.flatMap(({ rows }) => rows).map(row => (row.kind === 'message' ? row.text : row.code));

test('a long conversation comes in portions, every place of it once, as the timeline shows it', async () => {
  await say(450);
  const portions = await read();
  expect(portions.map(({ read: done, span }) => [done, span])).toEqual([[200, 452], [400, 452], [452, 452]]);
  expect(textsOf(portions)).toEqual(['room-create', 'one', ...Array.from({ length: 450 }, (_, i) => `text ${i}`)]);
  expect(portions.flatMap(({ messages }) => messages).map(({ seq }) => seq)).toEqual(Array.from({ length: 451 }, (_, i) => i + 2));
});

test('nothing but history, chains and keys is asked of the server', async () => {
  chat.annBrowser.requests = [];
  await read();
  for (const request of chat.annBrowser.requests) expect(request).toMatch(/^GET \/api\/(conversations\/[^/]+\/(messages|chain|sessions)|users\/[^/]+\/chain)/);
});

test('a period begins and ends where its times are, wherever that is in the log', async () => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    scene.server.now += 3_600_000;
    times.push(scene.server.now);
    await say(1);
  }
  expect(textsOf(await read({ from: times[1]!, to: times[4]! }))).toEqual(['text 0', 'text 0', 'text 0']);
  expect(textsOf(await read({ from: scene.server.now + 1e9, to: null }))).toEqual([]);
  expect(textsOf(await read({ from: null, to: times[0]! }))).toEqual(['room-create', 'one']);
});

test('a lost answer is asked for again', async () => {
  let lost = 0;
  chat.annBrowser.weather = (_, path) => (path.includes('/messages') && lost++ < 3 ? 'lost' : 'fine');
  expect(textsOf(await read())).toEqual(['room-create', 'one']);
  expect(lost).toBeGreaterThan(3);
});

test('a server that leaves out a place makes it fail, not shorter', async () => {
  await say(3);
  chat.stored.log.splice(2, 1);
  await expect(read()).rejects.toMatchObject({ code: 'hole' });
});

test('a server that says to who saves that the front is cleared has to show it to who reads', async () => {
  await say(3);
  scene.server.live = false;
  scene.server.clear(scene.ann.user, new Map([[chat.stored, 3]]));
  expect(textsOf(await read())).toEqual(['text 1', 'text 2']);
  expect(chat.atAnn.cleared).toMatchObject({ seq: 3, here: false });
  await until(() => chat.atAnn.rows()[0]?.seq === 4);
});

test('a message that does not verify is told, without what it says', async () => {
  await say(1);
  const last = chat.stored.log.at(-1)!;
  if (last.kind !== 'message' || last.jwe === null) throw new Error('not a message');
  chat.stored.log.push({ ...last, seq: 4 }, { ...last, seq: 5, n: 3, jwe: last.jwe.slice(0, -2) + 'AA' });
  const [portion] = await read();
  expect(portion!.messages.slice(2)).toEqual([expect.objectContaining({ seq: 4, refused: 'repeat' }), expect.objectContaining({ seq: 5, refused: 'decrypt' })]);
  expect(textsOf([portion!]).slice(2)).toEqual(['text 0', 'unreadable', 'unreadable']);
});

test('it ends when it is called off, whatever it waits for', async () => {
  const stop = new AbortController();
  chat.annBrowser.weather = () => {
    setTimeout(() => stop.abort(new Error('enough')), 1);
    return 'lost';
  };
  await expect(read(whole, stop.signal)).rejects.toThrow('enough');
});
