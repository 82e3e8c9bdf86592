// Messages that are deleted for their age: the log begins later, for everybody, and nothing seems to be missing.
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goOnFrom } from './restored';
import { lines, texts, until } from './testing/browser';
import { Scene, type Chat } from './testing/people';
import type { Reading } from './opening';
import type { MessageRow } from './types';

let scene: Scene;
let chat: Chat;

beforeEach(async () => {
  scene = await Scene.begin();
  chat = await scene.chat();
});
afterEach(() => scene.end());

async function say(...words: readonly string[]): Promise<void> {
  for (const word of words) await chat.atAnn.send(word);
  await until(() => texts(chat.atBen).at(-1) === words.at(-1) && chat.atAnn.rows().at(-1)?.seq !== null);
}

/** As the server's pass does it, which tells the pages as it tells of a clearing. */
function expire(seq: number, told = true): void {
  chat.stored.expired = seq;
  scene.server.retainDays = 30;
  if (told) scene.server.tell([scene.ann.user, scene.ben.user], { entries: [], users: [], crl: null, cleared: true, wanted: [] });
}

const atBenAgain = async () => (await chat.benBrowser.tab()).conversation({ peer: scene.ann.user });

test('go from open pages, and who comes later finds a beginning and neither a gap nor an alarm', async () => {
  await say('two', 'three');
  expire(3);
  for (const conversation of [chat.atAnn, chat.atBen]) await until(() => lines(conversation).join() === 'Ann: three');
  const again = await atBenAgain();
  await until(() => lines(again).join() === 'Ann: three');
  expect(again.atBeginning).toBe(true);
  expect(again.cleared).toEqual({ seq: 3, at: chat.stored.log[2]!.at, here: false, old: true });
  expect([again.retainDays, again.status, again.notices]).toEqual([30, 'ready', []]);
  await say('four');
  await until(() => lines(again).join() === 'Ann: three,Ann: four');
  expect((again.rows()[1] as MessageRow).marks).toEqual([]);
});

test('are let go while one reads on: the rest stays where it is', async () => {
  await say('two', 'three');
  expire(3, false);
  await chat.atBen.loadOlder();
  await say('four');
  // Only the next page says it; until then nothing is lost.
  expect(texts(chat.atBen).at(-1)).toBe('four');
  expire(3);
  await until(() => lines(chat.atBen).join() === 'Ann: three,Ann: four');
});

test('all of them leave an empty conversation in which one writes on', async () => {
  expire(2);
  await until(() => chat.atAnn.rows().length === 0 && chat.atBen.rows().length === 0);
  expect(chat.atAnn.atBeginning && chat.atAnn.atEnd).toBe(true);
  await say('two');
  expect(lines(chat.atBen)).toEqual(['Ann: two']);
});

test('are answered by messages that say so, and what changed them is no riddle', async () => {
  const { hash } = chat.atAnn.rows()[1] as MessageRow;
  await chat.atBen.send('an answer', { reply: hash });
  await until(() => texts(chat.atAnn).includes('an answer'));
  await chat.atAnn.edit(hash!, 'one!');
  await until(() => lines(chat.atBen).includes('Ann: one!'));
  expire(2);
  await until(() => lines(chat.atBen).join() === 'Ben: an answer');
  expect(chat.atBen.quoted(hash!)).toBeNull();
  const again = await atBenAgain();
  await until(() => lines(again).join() === 'Ben: an answer');
});

test('a link to one leads to what there is', async () => {
  await say('two', 'three');
  expire(3);
  await until(() => lines(chat.atBen).join() === 'Ann: three');
  await chat.atBen.show(2);
  expect(lines(chat.atBen)).toEqual(['Ann: three']);
});

test('are in no saved log, which is whole all the same', async () => {
  await say('two', 'three');
  expire(3);
  await until(() => lines(chat.atAnn).join() === 'Ann: three');
  const rows = [];
  for await (const portion of chat.atAnn.transcript({ from: null, to: null }, new AbortController().signal)) rows.push(...portion.rows);
  expect(rows.map(row => (row.kind === 'message' ? row.text : row.code))).toEqual(['three']);
});

test('a server that cuts the front off only for who saves is asked to show it to who reads', async () => {
  await say('two', 'three');
  expire(3, false);
  for await (const { rows } of chat.atAnn.transcript({ from: null, to: null }, new AbortController().signal)) expect(rows).toHaveLength(1);
  expect(chat.atAnn.cleared).toMatchObject({ seq: 3, old: true });
});

test('a profile that was restored goes on after them', async () => {
  const place = { seq: 9, at: 1, kind: 'message', user: scene.ann.user, device: 'd', n: 7, jwe: null } as const;
  const known = { n: 3, prev: 'known', session: null };
  expect(await goOnFrom({} as Reading, known, { ...place, expired: true })).toEqual({ state: { n: 7, prev: null, session: null }, sent: [] });
  await expect(goOnFrom({} as Reading, { ...known, n: 8 }, { ...place, expired: true })).rejects.toMatchObject({ code: 'restored' });
});
