// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, networkCode, type ConversationSummary, type FoundUser, type ListedRoom } from '../api';
import type { Person } from '../chains/person';
import { engineHost } from '../messages/host';
import { anna, fakeEngine, FakeConversation, message, reader } from '../messages/testing/fake-conversation';
import type { ChatEngine } from '../messages/types';
import './browse.element';
import './conversation-menu.element';
import './join.element';
import './leave.element';
import './members-dialog.element';
import './new-room.element';
import './people-chooser.element';
import { problemOf } from './problem';
import { NotAddable, type NewRoom } from './room-acts';
import './settings.element';
import './switcher.element';

const conv = 'c'.repeat(43);
const carl = '9ac41d77-0000-4000-8000-000000000003';
const found: FoundUser[] = [
  { user: anna, username: 'anna', name: 'Anna <b>Bold</b>', chosen: 'Nan', hasDevice: true },
  { user: carl, username: 'carl', name: 'Carl', chosen: null, hasDevice: false },
  { user: reader.replace(/1$/, '4'), username: 'dora', name: 'Dora', chosen: null, hasDevice: true },
];
const summary = (more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  conv, kind: 'private', history: 'none', peer: null, lastSeq: 9, lastAt: 0, readSeq: 9, n: 0, head: '', name: 'Tea', topic: 'Leaves', colour: 'green',
  archived: false, unread: 0, muted: false, favourite: false, blocked: false, role: 'admin', members: 2, ...more,
});
const person = (user: string, name: string) => ({ user, name, username: name.toLowerCase(), chosen: null }) as Person;

const users = async () => found;
const submit = (root: ShadowRoot) => root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
const alertOf = (root: ShadowRoot) => root.querySelector('[role=alert]')!.textContent!.trim();
const button = (root: ParentNode, text: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text)!;

async function show<E extends HTMLElement & { updateComplete: Promise<unknown> }>(element: E, more: object): Promise<ShadowRoot> {
  Object.assign(element, more);
  document.body.append(element);
  await element.updateComplete;
  return element.shadowRoot!;
}

async function choose(root: ShadowRoot, text: string): Promise<void> {
  const chooser = root.querySelector('chat-people-chooser')!;
  chooser.api = { users, groups: async () => [], groupPeople: async () => Promise.reject(new Error('no groups')) };
  const field = chooser.shadowRoot!.querySelector('input')!;
  field.value = text;
  field.dispatchEvent(new Event('input'));
  const first = () => [...chooser.shadowRoot!.querySelectorAll<HTMLButtonElement>('.found button')].find(({ disabled }) => !disabled);
  await vi.waitFor(() => expect(first()).toBeDefined());
  first()!.click();
  await chooser.updateComplete;
}

beforeEach(() => { document.documentElement.lang = 'en'; });
afterEach(() => {
  document.body.replaceChildren();
  engineHost.close();
});

describe('a new room', () => {
  const made: NewRoom[] = [];
  const gone: string[] = [];
  const open = (create: (wish: NewRoom) => Promise<string> = async () => conv) => show(document.createElement('chat-new-room'), {
    user: reader, go: (path: string) => void gone.push(path), rooms: { create: (wish: NewRoom) => (made.push(wish), create(wish)), person: async (user: string) => person(user, 'Anna Certified') },
  });
  afterEach(() => { made.length = gone.length = 0; });

  test('says of each choice what it means, and goes there once it is made', async () => {
    const root = await open();
    expect(root.textContent).toContain('Earlier messages stay closed to them for good.');
    expect(root.textContent).toContain('Name and topic are not encrypted');
    root.querySelector<HTMLInputElement>('#name')!.value = ' Tea ';
    root.querySelector<HTMLInputElement>('#topic')!.value = 'Leaves';
    root.querySelector<HTMLInputElement>('input[value=shared]')!.dispatchEvent(new Event('change'));
    await choose(root, 'ann');
    submit(root);
    await vi.waitFor(() => expect(gone).toEqual([`/chat/c/${conv}`]));
    expect(made).toEqual([{ kind: 'private', history: 'shared', members: [{ user: anna, name: 'Anna Certified' }], profile: { name: 'Tea', topic: 'Leaves', colour: 'blue' } }]);
  });

  test('has whoever was chosen, also where their certified name is not known yet', async () => {
    const root = await open();
    Object.assign(root.querySelector('chat-people-chooser')!, { certified: async () => new Promise(() => {}) });
    root.querySelector<HTMLInputElement>('#name')!.value = 'Tea';
    await choose(root, 'ann');
    submit(root);
    await vi.waitFor(() => expect(made[0]?.members).toEqual([{ user: anna, name: 'Anna <b>Bold</b>' }]));
  });

  test('whose dialog was closed meanwhile takes nobody away from where they are', async () => {
    let ready = (): void => {};
    const root = await open(() => new Promise(resolve => { ready = () => resolve(conv); }));
    root.querySelector<HTMLInputElement>('#name')!.value = 'Tea';
    submit(root);
    await vi.waitFor(() => expect(made.length).toBe(1));
    root.querySelector('dialog')!.dispatchEvent(new Event('close'));
    ready();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(gone).toEqual([]);
  });

  test('that is open shares its history, and asks nothing about it', async () => {
    const root = await open();
    root.querySelector<HTMLInputElement>('input[value=open]')!.dispatchEvent(new Event('change'));
    await vi.waitFor(() => expect(root.querySelector('input[value=shared]')).toBeNull());
    root.querySelector<HTMLInputElement>('#name')!.value = 'Tea';
    submit(root);
    await vi.waitFor(() => expect(made[0]).toMatchObject({ kind: 'open', history: 'shared' }));
  });

  test('without a name, or refused, keeps what was typed and says why', async () => {
    const root = await open(() => Promise.reject(new NotAddable('no-device', anna)));
    submit(root);
    await vi.waitFor(() => expect(alertOf(root)).toBe('Give the room a name.'));
    expect(made).toEqual([]);
    root.querySelector<HTMLInputElement>('#name')!.value = 'Tea';
    await choose(root, 'ann');
    submit(root);
    await vi.waitFor(() => expect(alertOf(root)).toBe('Anna Certified has not set up a device yet and cannot be added.'));
    expect(root.querySelector<HTMLInputElement>('#name')!.value).toBe('Tea');
    expect(gone).toEqual([]);
  });
});

describe('finding people', () => {
  test('shows the certified name first, as text, and does not offer who has no device or is there already', async () => {
    const chooser = document.createElement('chat-people-chooser');
    chooser.api = { users, groups: async () => [], groupPeople: async () => Promise.reject(new Error('no groups')) };
    const root = await show(chooser, { present: new Set([anna]) });
    root.querySelector('input')!.value = 'a';
    root.querySelector('input')!.dispatchEvent(new Event('input'));
    await vi.waitFor(() => expect(root.querySelectorAll('.found button').length).toBe(3));
    expect([...root.querySelectorAll('.found bdi')].map(({ textContent }) => textContent)).toEqual(['Anna <b>Bold</b>', 'Nan', 'Carl', 'Dora']);
    expect([...root.querySelectorAll<HTMLButtonElement>('.found button')].map(({ disabled }) => disabled)).toEqual([true, true, false]);
    expect(root.textContent).toContain('has no device yet');
    expect(root.textContent).toContain('is here already');
  });

  test('says when there is nobody', async () => {
    const chooser = document.createElement('chat-people-chooser');
    chooser.api = { users: async () => [], groups: async () => [], groupPeople: async () => Promise.reject(new Error('no groups')) };
    const root = await show(chooser, {});
    root.querySelector('input')!.value = 'zzz';
    root.querySelector('input')!.dispatchEvent(new Event('input'));
    await vi.waitFor(() => expect(root.querySelector('[role=status]')!.textContent).toContain('Nobody is found for “zzz”.'));
  });
});

describe('browsing rooms', () => {
  const listed = (more: Partial<ListedRoom> = {}): ListedRoom => ({ conv, name: 'Tea <i>', topic: '', colour: 'green', members: 1, joined: false, lastAt: 0, ...more });

  test('joins one and goes there; opens one that is joined', async () => {
    const [joined, gone]: string[][] = [[], []];
    const root = await show(document.createElement('chat-browse-rooms'), {
      api: { rooms: async () => ({ rooms: [listed(), listed({ conv: 'd', name: 'Coffee', joined: true, members: 3 })], more: true }) },
      rooms: { join: async (id: string) => void joined!.push(id) }, go: (path: string) => void gone!.push(path),
    });
    await vi.waitFor(() => expect(root.querySelectorAll('li').length).toBe(2));
    expect(root.textContent).toContain('1 member');
    expect(root.textContent).toContain('There are more');
    root.querySelector<HTMLButtonElement>('[aria-label="Join Tea <i>"]')!.click();
    await vi.waitFor(() => expect(gone).toEqual([`/chat/c/${conv}`]));
    expect(joined).toEqual([conv]);
    root.querySelector<HTMLButtonElement>('[aria-label="Open Coffee"]')!.click();
    expect(gone).toEqual([`/chat/c/${conv}`, '/chat/c/d']);
  });

  test('says why one cannot be joined, and that the server is away', async () => {
    const root = await show(document.createElement('chat-browse-rooms'), {
      api: { rooms: async () => ({ rooms: [listed()], more: false }) }, rooms: { join: () => Promise.reject(new ApiError(422, 'was-removed')) },
    });
    await vi.waitFor(() => expect(root.querySelectorAll('li').length).toBe(1));
    button(root, 'Join').click();
    await vi.waitFor(() => expect(alertOf(root)).toBe('An administrator removed you from this room. Ask one to add you again.'));
    const away = await show(document.createElement('chat-browse-rooms'), { api: { rooms: () => Promise.reject(new ApiError(0, networkCode)) } });
    await vi.waitFor(() => expect(alertOf(away)).toContain('The server cannot be reached.'));
  });
});

describe('members', () => {
  async function open(own: 'admin' | 'member', acts: object = {}) {
    const conversation = new FakeConversation();
    conversation.room = { kind: 'private', sharesHistory: false, own, expelled: false, members: [{ user: reader, role: 'admin' }, { user: anna, role: 'member' }] };
    const names = new Map([[reader, 'Bob'], [anna, 'Anna']]);
    const root = await show(document.createElement('chat-members-dialog'), {
      conversation, user: reader, rooms: { person: async (user: string) => person(user, names.get(user)!), ...acts },
    });
    await vi.waitFor(() => expect(root.querySelectorAll('.row bdi')[1]!.textContent).toBe('Anna'));
    return { root, conversation };
  }

  test('are named as certified, with their roles, and a member can change nothing', async () => {
    const { root } = await open('member');
    expect([...root.querySelectorAll('.row')].map(({ textContent }) => textContent!.replace(/\s+/g, ' ').trim())).toEqual(['Bob (you) Administrator', 'Anna']);
    expect(root.querySelector('chat-people-chooser')).toBeNull();
    expect(root.querySelectorAll('.acts button').length).toBe(0);
  });

  test('are made administrators, removed after a question, and follow the chain', async () => {
    const calls: unknown[] = [];
    const { root, conversation } = await open('admin', {
      setRole: async (...given: unknown[]) => void calls.push(['role', ...given]), remove: async (...given: unknown[]) => void calls.push(['remove', ...given]),
    });
    root.querySelector<HTMLButtonElement>('[aria-label="Make administrator: Anna"]')!.click();
    await vi.waitFor(() => expect(calls).toEqual([['role', 'conv', anna, 'admin']]));
    root.querySelector<HTMLButtonElement>('[aria-label="Remove Anna"]')!.click();
    await vi.waitFor(() => expect(root.textContent).toContain('They keep what they have received'));
    expect(calls.length).toBe(1);
    root.querySelector<HTMLButtonElement>('.note .danger')!.click();
    await vi.waitFor(() => expect(calls[1]).toEqual(['remove', 'conv', anna]));
    conversation.room = { ...conversation.room!, members: conversation.room!.members.slice(0, 1) };
    conversation.tell();
    await vi.waitFor(() => expect(root.querySelectorAll('.row').length).toBe(1));
  });

  test('who could not be added stays chosen, and it is said why', async () => {
    const { root } = await open('admin', { add: () => Promise.reject(new ApiError(422, 'too-many-members')) });
    await choose(root, 'ann');
    await vi.waitFor(() => expect(button(root, 'Add')).toBeDefined());
    button(root, 'Add').click();
    await vi.waitFor(() => expect(alertOf(root)).toBe('The room is full.'));
    expect(root.querySelector('chat-people-chooser')!.chosen.length).toBe(1);
  });
});

test('what failed and was then done is not told any more', async () => {
  const conversation = new FakeConversation();
  conversation.room = { kind: 'private', sharesHistory: false, own: 'admin', expelled: false, members: [{ user: reader, role: 'admin' }, { user: anna, role: 'member' }] };
  const answers = [() => Promise.reject(new ApiError(422, 'too-many-members')), async () => undefined];
  const root = await show(document.createElement('chat-members-dialog'), {
    conversation, user: reader, rooms: { person: async (user: string) => person(user, 'Anna'), setRole: () => answers.shift()!() },
  });
  await vi.waitFor(() => expect(root.querySelector('[aria-label="Make administrator: Anna"]')).not.toBeNull());
  const again = () => root.querySelector<HTMLButtonElement>('[aria-label="Make administrator: Anna"]')!.click();
  again();
  await vi.waitFor(() => expect(alertOf(root)).not.toBe(''));
  again();
  await vi.waitFor(() => expect(alertOf(root)).toBe(''));
});

test('who is removed while others are being added is removed after', async () => {
  const calls: string[] = [];
  let added = (): void => {};
  const conversation = new FakeConversation();
  conversation.room = { kind: 'private', sharesHistory: false, own: 'admin', expelled: false, members: [{ user: reader, role: 'admin' }, { user: carl, role: 'member' }] };
  const root = await show(document.createElement('chat-members-dialog'), {
    conversation, user: reader, rooms: {
      person: async (user: string) => person(user, user === carl ? 'Carl' : 'Anna'),
      add: () => new Promise<void>(resolve => { added = () => { calls.push('added'); resolve(); }; }),
      remove: async (_: string, user: string) => void calls.push(`removed ${user}`),
    },
  });
  await choose(root, 'ann');
  await vi.waitFor(() => expect(button(root, 'Add')).toBeDefined());
  button(root, 'Add').click();
  root.querySelector<HTMLButtonElement>('[aria-label="Remove Carl"]')!.click();
  await vi.waitFor(() => expect(root.querySelector('.note .danger')).not.toBeNull());
  root.querySelector<HTMLButtonElement>('.note .danger')!.click();
  added();
  await vi.waitFor(() => expect(calls).toEqual(['added', `removed ${carl}`]));
});

describe('the menu of a conversation', () => {
  let shown: FakeConversation;

  async function open(kept: ConversationSummary, api: object = {}, gone: string[] = []) {
    const conversation = shown = new FakeConversation([message(7, 'x')]);
    conversation.conv = kept.conv;
    await engineHost.attach({ user: reader, device: 'device' }, async () => fakeEngine(conversation));
    const details = document.createElement('details');
    details.append(document.createElement('summary'));
    document.body.append(details);
    const menu = document.createElement('chat-room-menu');
    Object.assign(menu, { conv: kept.conv, user: reader, api: { conversationAt: async () => kept, ...api }, go: (path: string) => void gone.push(path) });
    details.append(menu);
    await menu.updateComplete;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await vi.waitFor(() => expect(menu.shadowRoot!.querySelector('button')).not.toBeNull());
    return menu.shadowRoot!;
  }
  const items = (root: ShadowRoot) => [...root.querySelectorAll('button')].map(({ textContent }) => textContent.trim());

  test('has for a dm, a member and an administrator what each can do', async () => {
    expect(items(await open(summary({ kind: 'dm', peer: anna })))).toEqual(['Add to favourites', 'Mute', 'Mark as unread', 'Hide until something new comes', 'Block…']);
    engineHost.close();
    expect(items(await open(summary({ kind: 'dm', peer: anna, blocked: true })))).toContain('Unblock');
    engineHost.close();
    expect(items(await open(summary({ role: 'member', muted: true, favourite: true })))).toEqual(
      ['Members…', 'Remove from favourites', 'Unmute', 'Mark as unread', 'Leave room…']);
    engineHost.close();
    expect(items(await open(summary()))).toContain('Room settings…');
  });

  test('tells the server one’s wishes, and leaves what is to be unread', async () => {
    const [calls, gone]: unknown[][] = [[], []];
    const root = await open(summary(), {
      setOwn: async (...given: unknown[]) => void calls!.push(given),
    }, gone as string[]);
    button(root, 'Mute').click();
    button(root, 'Add to favourites').click();
    button(root, 'Mark as unread').click();
    await vi.waitFor(() => expect(gone).toEqual(['/chat']));
    expect(calls).toEqual([[conv, { muted: true }], [conv, { favourite: true }]]);
    expect(shown.calls).toContain('unread 7');
  });
});

describe('room settings', () => {
  test('change name, topic and colour, or say which of them is not taken', async () => {
    const saved: unknown[] = [];
    const api = { setProfile: async (...given: unknown[]) => void saved.push(given) };
    const root = await show(document.createElement('chat-room-settings'), { room: summary(), api });
    expect(root.querySelector<HTMLInputElement>('#name')!.value).toBe('Tea');
    expect(root.querySelector<HTMLInputElement>('[value=green]')!.checked).toBe(true);
    root.querySelector<HTMLInputElement>('#name')!.value = 'Coffee';
    submit(root);
    await vi.waitFor(() => expect(saved).toEqual([[conv, { name: 'Coffee', topic: 'Leaves', colour: 'green' }]]));
    const taken = await show(document.createElement('chat-room-settings'), { room: summary(), api: { setProfile: () => Promise.reject(new ApiError(422, 'room-name-taken')) } });
    submit(taken);
    await vi.waitFor(() => expect(alertOf(taken)).toBe('Another open room has this name, or one that looks like it.'));
    expect(taken.querySelector('#name')!.getAttribute('aria-invalid')).toBe('true');
  });

  test('archive a room', async () => {
    const saved: unknown[] = [];
    const root = await show(document.createElement('chat-room-settings'), { room: summary(), api: { setArchived: async (...given: unknown[]) => void saved.push(given) } });
    button(root, 'Archive this room').click();
    await vi.waitFor(() => expect(saved).toEqual([[conv, true]]));
  });
});

test('leaving asks first, says what it means, and tells why not', async () => {
  const [left, gone]: string[][] = [[], []];
  const rooms = { leave: async (id: string) => void left!.push(id) };
  const root = await show(document.createElement('chat-leave-room'), { room: summary(), rooms, go: (path: string) => void gone!.push(path) });
  expect(root.textContent).toContain('only an administrator of the room can bring you back');
  button(root, 'Leave').click();
  await vi.waitFor(() => expect([left, gone]).toEqual([[conv], ['/chat']]));
  const last = await show(document.createElement('chat-leave-room'), { room: summary(), rooms: { leave: () => Promise.reject(new ApiError(422, 'last-admin')) } });
  button(last, 'Leave').click();
  await vi.waitFor(() => expect(alertOf(last)).toContain('Make somebody else administrator first'));
});

test('an open room that one is not in is joined', async () => {
  const join = vi.fn(async () => undefined);
  await engineHost.attach({ user: reader, device: 'device' }, async () => fakeEngine(new FakeConversation(), { rooms: { join } as unknown as ChatEngine['rooms'] }));
  const root = await show(document.createElement('chat-join-room'), { conv });
  button(root, 'Join this room').click();
  await vi.waitFor(() => expect(join).toHaveBeenCalledWith(conv));
});

describe('the switcher', () => {
  async function open(gone: string[]) {
    await engineHost.attach({ user: reader, device: 'device' }, async () => fakeEngine(new FakeConversation(), { rooms: { person: async (user: string) => person(user, 'Anna') } as unknown as ChatEngine['rooms'] }));
    const root = await show(document.createElement('chat-switcher'), {
      user: reader, go: (path: string) => void gone.push(path),
      api: {
        conversations: async () => [summary({ unread: 120 }), summary({ conv: 'dm', kind: 'dm', peer: anna, name: null })], users,
        rooms: async () => ({ rooms: [{ conv: 'o', name: 'Annals', topic: '', colour: 'red', members: 1, joined: false, lastAt: 0 }], more: false }),
      },
    });
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }));
    await vi.waitFor(() => expect(root.querySelectorAll('li').length).toBe(2));
    return root;
  }
  const press = (root: ShadowRoot, key: string) => root.querySelector('input')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const names = (root: ShadowRoot) => [...root.querySelectorAll('li .what bdi:first-of-type')].map(({ textContent }) => textContent);

  test('shows the newest first, with what is unread, and goes by keyboard', async () => {
    const gone: string[] = [];
    const root = await open(gone);
    expect(names(root)).toEqual(['Tea', 'Anna']);
    expect(root.querySelector('.count')!.textContent).toBe('99+');
    press(root, 'ArrowDown');
    press(root, 'Enter');
    expect(gone).toEqual([`/chat/u/${anna}`]);
    expect(root.querySelector('dialog')!.open).toBe(false);
  });

  test('Enter goes to what is found for what stands there, whatever was typed since', async () => {
    const gone: string[] = [];
    const root = await open(gone);
    const field = root.querySelector('input')!;
    field.value = 'ann';
    press(root, 'Enter');
    field.value = 'annHello';
    await vi.waitFor(() => expect(gone).toEqual([`/chat/u/${anna}`]));
  });

  test('finds rooms and people by a few letters', async () => {
    const gone: string[] = [];
    const root = await open(gone);
    root.querySelector('input')!.value = 'ann';
    root.querySelector('input')!.dispatchEvent(new Event('input'));
    await vi.waitFor(() => expect(names(root)).toEqual(['Anna <b>Bold</b>', 'Carl', 'Dora', 'Annals']));
    press(root, 'ArrowUp');
    press(root, 'Enter');
    expect(gone).toEqual(['/chat/c/o']);
  });
});

test('every reason has a sentence, and what is unknown has one too', () => {
  expect(problemOf(new ApiError(422, 'last-admin'))).toEqual({ key: 'rooms.error.last-admin' });
  expect(problemOf(new ApiError(429, 'throttled'))).toEqual({ key: 'rooms.error.throttled' });
  expect(problemOf(new ApiError(500, 'http-500'))).toEqual({ key: 'rooms.error.unknown' });
  expect(['missing', 'characters', 'taken'].map(code => problemOf(new ApiError(422, `room-name-${code}`)).key)).toEqual(
    ['rooms.error.name-empty', 'rooms.error.name', 'rooms.error.room-name-taken']);
  expect(problemOf(new ApiError(422, 'room-topic-too-long'))).toEqual({ key: 'rooms.error.topic' });
  expect(problemOf(new TypeError('x'))).toEqual({ key: 'rooms.error.unknown' });
});
