// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { engineHost } from './host';
import { anna, byReader, fakeEngine, FakeConversation, message, reader } from './testing/fake-conversation';
import './timeline.element';
import type { ChatTimeline } from './timeline.element';
import type { Row } from './types';

vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server here')));

let timeline: ChatTimeline;
afterEach(() => {
  document.documentElement.lang = 'en';
  timeline.remove();
  engineHost.close();
});

async function open(conversation: FakeConversation): Promise<ShadowRoot> {
  await engineHost.attach({ user: reader, device: 'd' }, async () => fakeEngine(conversation));
  timeline = document.createElement('chat-timeline');
  timeline.peer = anna;
  timeline.user = reader;
  document.body.append(timeline);
  await timeline.updateComplete;
  return timeline.shadowRoot!;
}
const show = async (...rows: Row[]) => open(new FakeConversation(rows));

test('is a region with a log, both named Messages', async () => {
  const root = await show(message(1, 'hello'));
  expect(root.querySelector('section')?.getAttribute('aria-label')).toBe('Messages');
  expect(root.querySelector('[role=log]')?.getAttribute('aria-label')).toBe('Messages');
});

test.each([
  ['en', false, 'You cleared the history up to 14 November 2023', 'New messages appear here.'],
  ['en', true, 'on this device up to 14 November 2023', 'Your other devices still show it.'],
  ['fr', false, 'Vous avez effacé l’historique jusqu’au 14 novembre 2023', 'Les nouveaux messages apparaissent ici.'],
  ['fr', true, 'sur cet appareil jusqu’au 14 novembre 2023', 'Vos autres appareils le montrent encore.'],
])('says up to when the history was cleared, in an empty conversation and before the first message (%s, here: %s)', async (language, here, upTo, more) => {
  document.documentElement.lang = language;
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language === 'en' ? 'en-GB' : 'fr']);
  const conversation = new FakeConversation();
  conversation.cleared = { seq: 3, at: Date.UTC(2023, 10, 14, 12), here };
  const root = await open(conversation);
  expect(root.querySelector('.middle')?.textContent).toContain(upTo);
  expect(root.querySelector('.middle')?.textContent).toContain(more);
  conversation.become([message(4, 'hello')]);
  await timeline.updateComplete;
  expect([root.querySelector('.middle'), root.querySelector('.start')?.textContent]).toEqual([null, expect.stringContaining(upTo)]);
});

test.each([
  ['en', 'Messages up to 14 November 2023', 'This installation deletes messages 30 days after they were sent.', 'Older messages are deleted'],
  ['fr', 'Les messages jusqu’au 14 novembre 2023', 'Cette installation supprime les messages 30 jours après leur envoi.', 'Les messages plus anciens sont supprimés'],
])('says up to when messages are deleted for their age, and after how many days (%s)', async (language, upTo, rule, title) => {
  document.documentElement.lang = language;
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language === 'en' ? 'en-GB' : 'fr']);
  const conversation = new FakeConversation();
  conversation.cleared = { seq: 3, at: Date.UTC(2023, 10, 14, 12), here: false, old: true };
  conversation.retainDays = 30;
  const root = await open(conversation);
  for (const said of [upTo, rule, title]) expect(root.querySelector('.middle')?.textContent).toContain(said);
  conversation.become([message(4, 'hello')]);
  await timeline.updateComplete;
  for (const said of [upTo, rule]) expect(root.querySelector('.start')?.textContent).toContain(said);
});

test('says at the very beginning that messages do not stay for ever, where they do not', async () => {
  const conversation = new FakeConversation([message(1, 'hello')]);
  const root = await open(conversation);
  expect(root.querySelector('.start')?.textContent).not.toContain('deletes');
  conversation.retainDays = 1;
  conversation.tell();
  await timeline.updateComplete;
  expect(root.querySelector('.start')?.textContent).toContain('This installation deletes messages 1 day after they were sent.');
});

test('what was cleared counts as read where nothing is left to see', async () => {
  const conversation = new FakeConversation();
  conversation.cleared = { seq: 3, at: 0, here: true };
  conversation.readSeq = 2;
  await open(conversation);
  await vi.waitFor(() => expect(conversation.calls).toContain('read'));
});

test('a text is text, whatever it looks like', async () => {
  const text = '<b>x</b>\n<img src=x onerror=alert(1)> &amp; {{x}}';
  const root = await show(message(1, text));
  expect(root.querySelector('.text')?.textContent).toBe(text);
  expect(root.querySelector('.text')?.childElementCount).toBe(0);
});

test('a name somebody gave themselves leads, and the certified one stands beside it, to see and to hear', async () => {
  const author = { user: anna, name: 'Anna', chosen: '<b>Foxy</b>', own: false };
  const root = await show(message(1, 'a', { author }), message(2, 'b', { author }));
  const [head, next] = root.querySelectorAll('[role=article]');
  expect([...head!.querySelectorAll('.author > bdi')].map((name) => [name.className, name.textContent])).toEqual([['name', '<b>Foxy</b>'], ['certified', 'Anna']]);
  for (const row of [head!, next!]) {
    const heard = row.getAttribute('aria-labelledby')!.split(' ').map((id) => root.getElementById(id)?.textContent);
    expect(heard.slice(0, 2)).toEqual(['<b>Foxy</b>', 'Anna']);
  }
  expect(head!.querySelector('chat-avatar')!.getAttribute('name')).toBe('<b>Foxy</b>');
});

test('a link opens elsewhere and tells it nothing', async () => {
  const root = await show(message(1, 'https://example.org'));
  const link = root.querySelector('a');
  expect([link?.target, link?.rel]).toEqual(['_blank', 'noopener noreferrer']);
});

test('each message names its author and its exact time, also inside a group', async () => {
  const root = await show(message(1, 'a'), message(2, 'b'));
  for (const row of root.querySelectorAll('[role=article]')) {
    const [by, at] = (row.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => root.getElementById(id));
    expect(by?.textContent).toBe('Anna');
    expect(at?.getAttribute('datetime')).toMatch(/^2023-11-14T22:13:2\d/);
    expect(at?.title).toMatch(/2023/);
  }
  expect(root.querySelectorAll('chat-avatar')).toHaveLength(1);
});

test('new messages begin with a separator that says so, in either language', async () => {
  for (const [language, label] of [['fr', 'Nouveaux messages'], ['en', 'New messages']] as const) {
    document.documentElement.lang = language;
    timeline?.remove();
    const conversation = new FakeConversation([message(1, 'read'), message(2, 'unread')]);
    conversation.readSeq = 1;
    const root = await open(conversation);
    const separators = root.querySelectorAll('[role=separator]');
    expect([...separators].map((line) => line.getAttribute('aria-label'))).toEqual([label]);
    expect(separators[0]!.textContent).toContain(label);
    expect(separators[0]!.nextElementSibling?.getAttribute('data-id')).toBe('m2');
  }
});

test('without anything unread there is no separator', async () => {
  const conversation = new FakeConversation([message(1, 'read')]);
  conversation.readSeq = 1;
  expect((await open(conversation)).querySelector('[role=separator]')).toBeNull();
});

test('a failed message says why and offers to retry or discard', async () => {
  const conversation = new FakeConversation([message(null, 'x', { id: 'lost', author: byReader, state: 'failed', error: 'refused' })]);
  const root = await open(conversation);
  expect(root.querySelector('.failure')?.textContent).toMatch(/Not sent.*did not take/s);
  root.querySelectorAll<HTMLButtonElement>('.failure button').forEach((button) => button.click());
  expect(conversation.calls.filter((call) => call.endsWith('lost'))).toEqual(['retry lost', 'discard lost']);
});

test('a mark says its cause and its remedy', async () => {
  const root = await show(message(1, 'x', { marks: [{ code: 'sender-removed', params: {} }] }));
  expect(root.querySelector('.mark')?.textContent).toMatch(/removed since\..*before you rely on it/s);
});

test('a notice is told from the reader’s side', async () => {
  const notice = (id: string, actor: string): Row => ({ kind: 'notice', id, seq: 1, at: 1, code: 'room-create', params: { actor, actorName: 'Anna', user: anna, userName: 'Anna' } });
  const root = await show(notice('a', anna), notice('b', reader));
  expect([...root.querySelectorAll('.notice span')].map((span) => span.textContent)).toEqual(['Anna started this conversation.', 'You started this conversation.']);
});

test('only one row is a stop of the Tab key', async () => {
  const root = await show(...[1, 2, 3].map((seq) => message(seq, 'https://example.org')));
  expect([...root.querySelectorAll('[data-id]')].map((row) => row.getAttribute('tabindex'))).toEqual(['-1', '-1', '0']);
  expect([...root.querySelectorAll('.text a')].map((link) => link.getAttribute('tabindex'))).toEqual(['-1', '-1', '0']);
});

test('an enormous text is folded until it is wanted', async () => {
  const root = await show(message(1, 'line\n'.repeat(1_000)));
  expect(root.querySelector('.folded')).not.toBeNull();
  root.querySelector<HTMLButtonElement>('.body > button')?.click();
  await timeline.updateComplete;
  expect(root.querySelector('.folded')).toBeNull();
});

test('an empty conversation says what to do next', async () => {
  const root = await show();
  expect(root.querySelector('.middle')?.textContent).toMatch(/Say hello to\s+Anna.*encrypted on this device/s);
});

test('without rows it says what is being waited for', async () => {
  const conversation = new FakeConversation();
  conversation.status = 'loading';
  const root = await open(conversation);
  expect(root.querySelector('.middle')?.textContent).toBe('Opening the conversation…');
});

test('who is named stands out, oneself more, and the row says so to screen readers', async () => {
  const named = message(1, 'hi @Bob and @anna, not @Bobby, `@Bob`', { mentions: [reader, anna] });
  timeline.user = reader;
  const root = await show(named, message(2, '@Bob', { mentions: [] }), message(3, 'mine @Anna', { mentions: [anna], author: byReader }));
  const names = (id: string) => [...root.querySelectorAll(`[data-id=${id}] .mention`)].map((name) => [name.textContent, name.classList.contains('me')]);
  expect([names('m1'), names('m2'), names('m3')]).toEqual([[['@Bob', true], ['@anna', false]], [], [['@Anna', false]]]);
  const row = root.querySelector('[data-id=m1]')!;
  expect(row.getAttribute('aria-labelledby')!.split(' ').map((id) => root.getElementById(id)?.textContent)).toContain('names you');
  expect(root.querySelectorAll('.names-me')).toHaveLength(1);
});

test('names that become known later are seen then', async () => {
  const conversation = new FakeConversation([message(1, 'hi @Anna', { mentions: [anna], author: byReader })]);
  const members = conversation.known;
  conversation.known = [];
  const root = await open(conversation);
  expect(root.querySelector('.mention')).toBeNull();
  conversation.known = members;
  conversation.tell();
  await timeline.updateComplete;
  expect(root.querySelector('.mention')?.textContent).toBe('@Anna');
});
