// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import './badge.element';
import type { ChatBadge } from './badge.element';
import { forgetMentions, markMentions, mentionsIn, readMentions } from './mention-marks';

let badge: ChatBadge;
afterEach(() => {
  badge.remove();
  document.documentElement.lang = 'en';
  forgetMentions();
});

async function show(unread = true): Promise<string> {
  badge = document.createElement('chat-badge') as ChatBadge;
  [badge.conv, badge.unread] = ['conv', unread];
  document.body.append(badge);
  return said();
}
const said = async () => {
  await badge.updateComplete;
  return badge.shadowRoot!.textContent!.trim();
};

test('it says how many unread messages name the reader, in either language', async () => {
  expect(await show()).toBe('');
  markMentions('conv', [4, 7]);
  markMentions('other', [1]);
  expect(await said()).toBe('@22 unread messages name you');
  document.documentElement.lang = 'fr';
  readMentions('conv', 5);
  expect(await said()).toBe('@11 message non lu vous nomme');
  readMentions('conv', 7);
  expect(await said()).toBe('');
});

test('what was read, here or on another device, is not said again', async () => {
  await show();
  markMentions('conv', [4]);
  expect(await said()).not.toBe('');
  badge.unread = false;
  expect(await said()).toBe('');
  expect(mentionsIn('conv')).toBe(0);
  readMentions('conv', 9);
  markMentions('conv', [8]);
  expect(mentionsIn('conv')).toBe(0);
});
