// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import './composer.element';
import { serveEmoji } from '../emoji/testing/emoji';
import type { ChatComposer } from './composer.element';
import { preferences } from '../preferences/store';
import { engineHost } from './host';
import { anna, fakeEngine, FakeConversation, reader } from './testing/fake-conversation';

vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server here')));

let conversation: FakeConversation;
let composer: ChatComposer;
beforeEach(() => {
  conversation = new FakeConversation();
  composer = document.createElement('chat-composer');
});
afterEach(() => {
  composer.remove();
  engineHost.close();
});

async function open(): Promise<void> {
  await engineHost.attach({ user: reader, device: 'd' }, async () => fakeEngine(conversation));
  composer.peer = anna;
  document.body.append(composer);
  await settled();
}
const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve));
  await composer.updateComplete;
};
const find = <T extends Element>(selector: string) => composer.renderRoot.querySelector<T>(selector)!;
const said = () => find('.below').textContent?.trim();

async function type(text: string): Promise<void> {
  find<HTMLTextAreaElement>('textarea').value = text;
  find('textarea').dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await settled();
}

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  find('textarea').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));
  await settled();
}

test('Enter sends, Shift+Enter and an input method do not', async () => {
  await open();
  await type('hello');
  await press('Enter', { shiftKey: true });
  await press('Enter', { isComposing: true });
  expect(conversation.sent).toEqual([]);
  await press('Enter');
  expect(conversation.sent).toEqual(['hello']);
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('');
});

test('a lost connection is said where it moves nothing, and typing and sending go on', async () => {
  conversation.status = 'offline';
  conversation.notices = [{ code: 'offline', params: {} }];
  await open();
  expect(composer.renderRoot.querySelector('.bar')).toBeNull();
  expect(said()).toMatch(/No connection/);
  await type('later');
  await press('Enter');
  expect(conversation.sent).toEqual(['later']);
});

test('blanks are not sent', async () => {
  await open();
  await type(' \n ');
  await press('Enter');
  expect(conversation.sent).toEqual([]);
});

test('nothing typed is an event for the page around it', async () => {
  await open();
  const heard = vi.fn();
  for (const name of ['input', 'beforeinput', 'keydown', 'keyup', 'change', 'paste', 'compositionupdate']) document.addEventListener(name, heard);
  await type('secret');
  await press('x');
  for (const name of ['keyup', 'change', 'paste', 'compositionupdate', 'beforeinput']) {
    find('textarea').dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  }
  expect(heard).not.toHaveBeenCalled();
});

test('somebody without a device: the composer says so and keeps the text', async () => {
  conversation.peerState = 'no-device';
  await open();
  await type('for later');
  await press('Enter');
  expect(conversation.sent).toEqual([]);
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('for later');
  expect(said()).toMatch(/not set up a device yet\. Your text is kept/);
});

test('an alarm is a bar with one button, and nothing is sent before it is accepted', async () => {
  conversation.status = 'alarm';
  conversation.notices = [{ code: 'pin-broken', params: { user: anna, name: 'Anna' }, action: 'accept', head: 'head' }];
  await open();
  await type('hello');
  await press('Enter');
  expect(conversation.sent).toEqual([]);
  expect(find('.bar.alarm').textContent).toMatch(/Anna/);
  find<HTMLButtonElement>('.bar button').click();
  expect(conversation.calls).toEqual([`accept ${anna} head`]);
});

test('what has moved on since it was shown is not accepted, and that is said', async () => {
  conversation.notices = [{ code: 'new-base', params: { user: anna, name: 'Anna' }, action: 'accept', head: 'head' }];
  conversation.movedOn = true;
  await open();
  const button = find<HTMLButtonElement>('.bar button');
  button.click();
  await settled();
  expect(said()).toMatch(/changed once more/);
  conversation.notices = [{ ...conversation.notices[0]!, head: 'next' }];
  conversation.tell();
  await settled();
  // Another button: a press begun on the old one does not end on it.
  expect(find('.bar button')).not.toBe(button);
  find<HTMLButtonElement>('.bar button').click();
  expect(conversation.calls).toEqual([`accept ${anna} head`, `accept ${anna} next`]);
});

test('a text that cannot be taken comes back with the reason', async () => {
  conversation.refuses = 'storage';
  await open();
  await type('hello');
  await press('Enter');
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('hello');
  expect(said()).toMatch(/could not store/);
});

test('a text that is too long is not sent, and how much too long is said', async () => {
  await open();
  await type('x'.repeat(36_000));
  await press('Enter');
  expect(conversation.sent).toEqual([]);
  expect(said()).toMatch(/1,186 bytes too long/);
});

test('what was sent while the conversation was being opened goes when it is', async () => {
  conversation.status = 'loading';
  await open();
  await type('early');
  await press('Enter');
  expect(conversation.sent).toEqual([]);
  conversation.status = 'ready';
  conversation.tell();
  await settled();
  expect(conversation.sent).toEqual(['early']);
});

test('what was typed and sent before any conversation was there stays with the place it was typed at', async () => {
  const other = 'someone-else';
  const conversations = new Map([[anna, conversation], [other, new FakeConversation()]]);
  composer.peer = anna;
  document.body.append(composer);
  await settled();
  await type('for Anna alone');
  await press('Enter');
  composer.peer = other;
  await settled();
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('');
  await type('for somebody else');
  await engineHost.attach({ user: reader, device: 'd' }, async () => ({ ...fakeEngine(conversation), conversation: ({ peer }) => conversations.get(peer!)! }));
  await settled();
  expect([find<HTMLTextAreaElement>('textarea').value, conversations.get(other)!.sent]).toEqual(['for somebody else', []]);
  composer.peer = anna;
  await settled();
  expect([find<HTMLTextAreaElement>('textarea').value, conversation.sent]).toEqual(['for Anna alone', []]);
});

test('Enter that is held down sends once: what waits behind an edit stays a draft', async () => {
  await open();
  await type('hello');
  await press('Enter', { repeat: true });
  expect(conversation.sent).toEqual([]);
});

/** As a key does: one character more, at the caret. */
async function key(text: string): Promise<void> {
  const field = find<HTMLTextAreaElement>('textarea');
  for (const char of text) {
    field.setRangeText(char, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: char, bubbles: true, composed: true }));
  }
  await settled();
}
async function backspace(): Promise<boolean> {
  const event = new InputEvent('beforeinput', { inputType: 'deleteContentBackward', bubbles: true, cancelable: true });
  find('textarea').dispatchEvent(event);
  await settled();
  return event.defaultPrevented;
}
const text = () => find<HTMLTextAreaElement>('textarea').value;
const options = () => [...composer.renderRoot.querySelectorAll('[role=option]')];
const listed = () => vi.waitFor(() => expect(options().length).toBeGreaterThan(0));

test('an emoticon followed by a blank becomes an emoji, and Backspace right after it takes that back for this message', async () => {
  await open();
  await key('hi :) ');
  expect(text()).toBe('hi 🙂 ');
  expect(await backspace()).toBe(true);
  expect(text()).toBe('hi :) ');
  await key('and :) ');
  expect(text()).toBe('hi :) and :) ');
  expect(await backspace()).toBe(false);
  await press('Enter');
  expect(conversation.sent).toEqual(['hi :) and :) ']);
});

test('an emoticon at the end becomes one when it is sent; pasted ones and those in URLs and code stay', async () => {
  await open();
  await key('fine :D');
  await press('Enter');
  await key('http://x.org/:/ `:) ');
  await press('Enter');
  await type('pasted :D');
  await press('Enter');
  expect(conversation.sent).toEqual(['fine 😀', 'http://x.org/:/ `:) ', 'pasted :D']);
});

test('emoticons stay as they are typed where that is wanted; names become emoji still', async () => {
  serveEmoji();
  preferences().choose('emoticons', 'off');
  try {
    await open();
    await key('hi :) ');
    expect(text()).toBe('hi :) ');
    await key('fine :D');
    await press('Enter');
    expect(conversation.sent).toEqual(['hi :) fine :D']);
    await key(':tada');
    await listed();
    await press('Enter');
    expect(text()).toBe('🎉 ');
  } finally {
    preferences().choose('emoticons', 'on');
  }
});

test('a begun name offers emoji in a list that belongs to the field', async () => {
  serveEmoji();
  await open();
  await key('so :tad');
  await listed();
  const field = find('textarea');
  expect(field.getAttribute('aria-controls')).toBe('offers');
  expect(field.getAttribute('aria-activedescendant')).toBe('offers-0');
  await press('ArrowDown');
  expect(find('[aria-selected=true]').id).toBe(field.getAttribute('aria-activedescendant'));
  await press('ArrowUp');
  await press('Enter');
  expect(text()).toBe('so 🎉 ');
  expect(conversation.sent).toEqual([]);
  expect(options()).toEqual([]);
  expect(field.hasAttribute('aria-controls')).toBe(false);
});

test('Escape puts the list away for this word, Tab takes, a second colon takes the exact name', async () => {
  serveEmoji();
  await open();
  await key(':tad');
  await listed();
  await press('Escape');
  await key('a');
  expect(options()).toEqual([]);
  await key(': :pizz');
  expect(text()).toBe('🎉 :pizz');
  await listed();
  await press('Tab');
  expect(text()).toBe('🎉 🍕 ');
});

const byKeys = async (text: string) => {
  const field = find<HTMLTextAreaElement>('textarea');
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new InputEvent('input', { inputType: 'insertText', bubbles: true, composed: true }));
  await settled();
};

test('@ and letters offer members by name, both names shown, and picking names them', async () => {
  conversation.known = [...conversation.known, { user: 'lee', username: 'alee', name: 'Ann Lee', chosen: 'Lily' }];
  await open();
  await byKeys('hi @an');
  const field = find<HTMLTextAreaElement>('textarea');
  expect(field.getAttribute('aria-controls')).toBe('members');
  expect([...composer.renderRoot.querySelectorAll('#members li')].map((item) => item.textContent!.replace(/\s+/g, ' ').trim())).toEqual(['Ann Lee (Lily) alee', 'Anna anna']);
  await press('ArrowDown');
  expect(field.getAttribute('aria-activedescendant')).toBe('members-1');
  await press('Enter');
  expect(field.value).toBe('hi @Anna ');
  expect(composer.renderRoot.querySelector('#members')).toBeNull();
  await press('Enter');
  expect(conversation.sent).toEqual(['hi @Anna ']);
  expect(conversation.options).toEqual([{ mentions: [anna] }]);
});

test('a name that was taken out again is not named, and the list stays away once put away', async () => {
  await open();
  await byKeys('@ann');
  await press('Tab');
  await byKeys('never mind');
  await press('Enter');
  expect(conversation.options).toEqual([{ mentions: [] }]);
  await byKeys('@ann');
  await press('Escape');
  await byKeys('@anna');
  expect(composer.renderRoot.querySelector('#members')).toBeNull();
  await byKeys('`@ann');
  expect(composer.renderRoot.querySelector('#members')).toBeNull();
});

test('Ctrl+B writes the signs of bold', async () => {
  await open();
  await byKeys('word');
  find<HTMLTextAreaElement>('textarea').setSelectionRange(0, 4);
  await press('b', { ctrlKey: true });
  expect(find<HTMLTextAreaElement>('textarea').value).toBe('**word**');
  await press('Enter');
  expect(conversation.sent).toEqual(['**word**']);
});
