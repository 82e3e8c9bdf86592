import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mentionsIn, readMentions } from '../people/mention-marks';
import { until } from './testing/browser';
import { Scene, type Chat } from './testing/people';

let scene: Scene;
beforeEach(async () => { scene = await Scene.begin(); });
afterEach(() => scene.end());

/** Ben's page is gone; Ann has written to him. */
async function unread(...texts: { text: string; names: boolean }[]): Promise<Chat> {
  const chat = await scene.chat();
  chat.benBrowser.close();
  for (const { text, names } of texts) await chat.atAnn.send(text, { mentions: names ? [scene.ben.user] : [] });
  await until(() => chat.atAnn.rows().at(-1)?.seq === 2 + texts.length);
  chat.benBrowser.countMs = 1;
  chat.benBrowser.requests = [];
  return chat;
}

test('unread messages that name the reader are counted without opening the conversation, one request at a time', async () => {
  const { benBrowser, atAnn } = await unread({ text: '@Ben', names: true }, { text: 'all', names: false }, { text: '@Ben again', names: true });
  let [underWay, most] = [0, 0];
  benBrowser.weather = async (_, path): Promise<'fine'> => {
    if (!path.includes('/conversations')) return 'fine';
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay--;
    return 'fine';
  };
  const engine = await benBrowser.tab(false);
  const leave = scene.server.listen(scene.ben.user, (batch) => engine.deliver(batch));
  await until(() => mentionsIn(atAnn.conv) === 2);
  expect(most).toBe(1);
  expect(benBrowser.requests.filter((request) => /POST|PUT/.test(request))).toEqual([]);

  await atAnn.send('live @Ben', { mentions: [scene.ben.user] });
  await until(() => mentionsIn(atAnn.conv) === 3);
  // Of what is not open only the place is told.
  leave();
  await atAnn.send('once more @Ben', { mentions: [scene.ben.user] });
  await until(() => atAnn.rows().at(-1)?.seq === 7);
  engine.deliver({ entries: [], heads: [{ conv: atAnn.conv!, seq: 7 }], users: [], crl: null, cleared: false });
  await until(() => mentionsIn(atAnn.conv) === 4);
  readMentions(atAnn.conv!, 5);
  expect(mentionsIn(atAnn.conv)).toBe(2);
});

test('a list that names the reader, whose name does not stand in the text, counts for nothing', async () => {
  const { benBrowser, atAnn } = await unread({ text: 'look here', names: true }, { text: '`@Ben`', names: true }, { text: '@Ben', names: true });
  await benBrowser.tab();
  await until(() => mentionsIn(atAnn.conv) > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(mentionsIn(atAnn.conv)).toBe(1);
});

test('of a conversation without anything unread nothing is asked', async () => {
  const { benBrowser, atAnn, stored } = await unread({ text: '@Ben', names: true });
  stored.read.set(scene.ben.user, 3);
  await benBrowser.tab();
  await until(() => benBrowser.requests.some((request) => request.includes('/api/conversations')));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(benBrowser.requests.filter((request) => request.includes(`/conversations/${atAnn.conv}`))).toEqual([]);
  expect(mentionsIn(atAnn.conv)).toBe(0);
});

test('what was lost on the way is counted when there is a connection again', async () => {
  const { benBrowser, atAnn } = await unread({ text: '@Ben', names: true });
  let lost = 2;
  benBrowser.weather = (_, path) => (path.includes('/messages') && lost-- > 0 ? 'lost' : 'fine');
  await benBrowser.tab();
  await until(() => mentionsIn(atAnn.conv) === 1);
});
