// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { FakeConversation, message, reader } from '../messages/testing/fake-conversation';
import { HtmlLog } from './html-log';
import { TextLog } from './text-log';

const deleted = { user: reader, name: 'Zoe <b>', byAuthor: false, at: 5, edits: 2 };
const rows = [message(1, 'one, at last', { edited: 1_700_000_000_000 }), message(2, '', { deleted })];

test.each([['text', TextLog], ['html', HtmlLog]] as const)('%s says what became of messages', async (_, Log) => {
  const log = new Log({
    conversation: new FakeConversation(), reader, title: 'Conversation', period: { from: null, to: null }, savedAt: 1_700_000_000_000, origin: 'https://chat.example',
  });
  await log.add({ rows });
  const text = await (await log.end()).text();
  expect(text).toContain('one, at last');
  expect(text).toMatch(/Edited on .*2023/);
  expect(text).toMatch(/Message deleted by Zoe (<b>|&lt;b&gt;) and 2 changes of it/);
  if (Log === HtmlLog) expect(text).not.toContain('Zoe <b>');
});
