import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Conversation, MessageRow } from '../messages/types';
import type { Period, Portion } from '../messages/transcript';
import { until } from '../messages/testing/browser';
import { Scene, type Chat } from '../messages/testing/people';
import type { Subject } from './format';
import { save } from './save';
import { Unpacked } from './testing/unpacked';

const whole: Period = { from: null, to: null };
let scene: Scene;
let chat: Chat;
let kept: Unpacked;

const subjectOf = (conversation: Conversation, period: Period): Subject => ({
  conversation, reader: scene.ben.user, title: 'Conversation with Ann', period, savedAt: scene.server.now, origin: 'https://chat.example',
});
const saved = async (): Promise<Blob> =>
  (await save('json', subjectOf(chat.atBen, whole), new AbortController().signal, () => {}))!.blob;
const rowOf = (seq: number): MessageRow => chat.atBen.rows().find(row => row.seq === seq) as MessageRow;

/** Seq 2 "one" is edited twice, 3 "secret" edited and deleted; with so many between that the changes of 2 and 3 stand on another page. */
beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr' } });
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  scene = await Scene.begin();
  chat = await scene.chat();
  await chat.atAnn.send('secret');
  await until(() => rowOf(3)?.text === 'secret');
  const [one, secret] = [rowOf(2).hash!, rowOf(3).hash!];
  await until(() => chat.atAnn.rows().at(-1)?.seq === 3);
  await chat.atAnn.edit(one, 'one, changed');
  await chat.atAnn.edit(secret, 'secret, changed');
  for (let i = 0; i < 220; i++) await chat.atAnn.send(`text ${i}`);
  await until(() => chat.stored.log.length === 225);
  await chat.atAnn.edit(one, 'one, at last');
  await chat.atAnn.remove(secret);
  await until(() => chat.stored.log.length === 227);
  kept = await Unpacked.of(await saved());
});
afterAll(() => {
  kept.remove();
  scene.end();
  vi.unstubAllGlobals();
});

test('an archive holds the signed messages there are, and its script verifies them', () => {
  const { status, out } = kept.verify();
  expect(out).not.toMatch(/WRONG/);
  expect(out).toContain('VERIFIED: 224 messages; 2 more could not be opened');
  expect(status).toBe(0);
  const messages = JSON.parse(kept.read('messages-0001.json')) as { seq: number; refused?: string; signed?: { body: { t: string } } }[];
  expect(messages.filter(({ refused }) => refused === 'removed').map(({ seq }) => seq)).toEqual([3, 5]);
  expect(messages.flatMap(({ seq, signed }) => (signed === undefined || signed.body.t === 'text' ? [] : [[seq, signed.body.t]])))
    .toEqual([[4, 'edit'], [226, 'edit'], [227, 'delete']]);
});

test('what stands before the end of a period is as it is today, and what changes nothing there is no attempt', async () => {
  const portions: Portion[] = [];
  const to = chat.stored.log[9]!.at;
  for await (const portion of chat.atBen.transcript({ from: null, to }, new AbortController().signal)) portions.push(portion);
  const rows = portions.flatMap(portion => portion.rows);
  expect(rows.slice(1, 3)).toMatchObject([{ text: 'one, at last' }, { text: '', deleted: { edits: 1, name: 'Ann' } }]);
  expect(rows.filter(row => row.kind === 'notice').map(row => row.kind === 'notice' && row.code)).toEqual(['room-create']);
});
