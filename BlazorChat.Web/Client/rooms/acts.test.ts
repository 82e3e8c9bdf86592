import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DefaultRoom, RoomProfile } from '../api';
import { sealBundle } from '../crypto/bundle';
import { newSessionKey, type SessionKey } from '../crypto/session-key';
import { lines, texts, until } from '../messages/testing/browser';
import { publicEnc, stolenKey } from '../messages/testing/forging';
import { Scene } from '../messages/testing/people';
import type { TestUser } from '../messages/testing/user';
import type { ChatEngine } from '../messages/types';

const profile: RoomProfile = { name: 'Tea', topic: 'Kettle and leaves', colour: 'green' };

let scene: Scene;
let cleo: TestUser;
let [ann, ben, cle]: ChatEngine[] = [];

const open = async (user: TestUser): Promise<ChatEngine> => (await scene.browser(user)).tab();

beforeEach(async () => {
  scene = await Scene.begin();
  cleo = await scene.server.newUser('Cleo');
  [ann, ben, cle] = [await open(scene.ann), await open(scene.ben), await open(cleo)];
});
afterEach(() => scene.end());

describe('a private room', () => {
  test('is made with its members, its name and its history, and changes hands', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben], profile });
    const atAnn = ann!.conversation({ conv });
    const atBen = ben!.conversation({ conv });
    await until(() => atAnn.status === 'ready' && atBen.status === 'ready');
    expect(atAnn.room).toMatchObject({ kind: 'private', sharesHistory: false, own: 'admin', expelled: false });
    expect(atBen.room!.members).toEqual([{ user: scene.ann.user, role: 'admin' }, { user: scene.ben.user, role: 'member' }]);
    expect(scene.server.conversations.get(conv)!.profile).toEqual(profile);

    await ann!.rooms.add(conv, cleo);
    await ann!.rooms.setRole(conv, scene.ben.user, 'admin');
    await ben!.rooms.remove(conv, cleo.user);
    await ann!.rooms.leave(conv);
    await until(() => lines(atBen).length === 5);
    expect(lines(atBen)).toEqual(['room-create', 'room-add', 'room-role', 'room-remove', 'room-leave']);
    expect(atBen.room).toMatchObject({ members: [{ user: scene.ben.user, role: 'admin' }], own: 'admin' });
    for (const online of [false, true]) ann!.setOnline(online);
    await until(() => atAnn.notices.some(({ code }) => code === 'not-a-member'));

    await ben!.rooms.add(conv, scene.ann);
    await until(() => atAnn.status === 'ready');
    expect(atAnn.notices).toEqual([]);
  });

  test('takes the same act twice without a second entry', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [], profile });
    for (let i = 0; i < 2; i++) await ann!.rooms.add(conv, cleo);
    expect(scene.server.conversations.get(conv)!.room.length).toBe(2);
  });

  test('refuses who has no device, and whoever nobody knows', async () => {
    const dora = scene.server.register('Dora');
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [], profile });
    await expect(ann!.rooms.add(conv, dora)).rejects.toMatchObject({ code: 'no-device' });
    await expect(ann!.rooms.add(conv, { user: crypto.randomUUID(), name: 'Nobody' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(ann!.rooms.create({ kind: 'private', history: 'none', members: [dora], profile })).rejects.toMatchObject({ code: 'no-device' });
  });

  test('takes nobody under another name than the certified one, whatever the server lists', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [], profile });
    await expect(ann!.rooms.add(conv, { user: cleo.user, name: 'Ben' })).rejects.toMatchObject({ code: 'other-name' });
    await expect(ann!.rooms.create({ kind: 'private', history: 'none', members: [{ user: cleo.user, name: 'Ben' }], profile })).rejects.toMatchObject({ code: 'other-name' });
    expect(scene.server.conversations.get(conv)!.chain.size).toBe(1);
  });

  test('is signed anew where somebody else was faster', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben], profile });
    await ann!.rooms.setRole(conv, scene.ben.user, 'admin');
    const dora = await scene.server.newUser('Dora');
    await Promise.all([ann!.rooms.add(conv, cleo), ben!.rooms.add(conv, dora)]);
    expect(scene.server.conversations.get(conv)!.chain.size).toBe(4);
  });

  test('whose chain is not the one we saw is not signed for', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben], profile });
    await ann!.rooms.add(conv, cleo);
    const stored = scene.server.conversations.get(conv)!;
    stored.room.pop();
    const again = await (await scene.browser(scene.ann)).tab();
    await until(() => again.conversation({ conv }).status === 'ready');
    scene.browsers[0]!.close();
    const reopened = await scene.browsers[0]!.tab();
    await expect(reopened.rooms.remove(conv, scene.ben.user)).rejects.toMatchObject({ code: 'alarm' });
  });
});

describe('earlier messages', () => {
  test('of a room with shared history come to who is added, from the start', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'shared', members: [scene.ben], profile });
    const atAnn = ann!.conversation({ conv });
    await atAnn.send('one');
    await until(() => texts(atAnn).length === 1 && atAnn.rows().at(-1)?.seq !== null);
    await ann!.rooms.add(conv, cleo);
    const atCleo = cle!.conversation({ conv });
    await until(() => texts(atCleo).length === 1);
    expect(lines(atCleo)).toEqual(['room-create', 'Ann: one', 'room-add']);
  });

  test('of an open room come to who joins, from whoever is there', async () => {
    const conv = await ann!.rooms.create({ kind: 'open', history: 'shared', members: [scene.ben], profile });
    const atAnn = ann!.conversation({ conv });
    await atAnn.send('one');
    await until(() => texts(ben!.conversation({ conv })).length === 1);
    scene.browsers[0]!.close();
    await cle!.rooms.join(conv);
    const atCleo = cle!.conversation({ conv });
    await until(() => texts(atCleo).length === 1);
    const { bundles } = scene.server.conversations.get(conv)!;
    expect(new Set(bundles.map(({ user }) => user))).toEqual(new Set([scene.ben.user]));
  });

  test('are handed to nobody who is no member, and to nobody where history is none', async () => {
    const shared = await ann!.rooms.create({ kind: 'private', history: 'shared', members: [scene.ben], profile });
    const none = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben, cleo], profile });
    for (const conv of [shared, none]) {
      await ann!.conversation({ conv }).send('one');
      await until(() => texts(ben!.conversation({ conv })).length === 1);
      await ann!.rooms.handTo(conv, cleo.user);
      expect(scene.server.conversations.get(conv)!.bundles).toEqual([]);
    }
  });

  test('are handed to nobody who began anew and was not taken back', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'shared', members: [scene.ben, cleo], profile });
    await ann!.conversation({ conv }).send('one');
    await until(() => texts(ben!.conversation({ conv })).length === 1);
    await cleo.reset();
    await ann!.rooms.handTo(conv, cleo.user);
    expect(scene.server.conversations.get(conv)!.bundles).toEqual([]);
  });
});

describe('a bundle of earlier keys', () => {
  test('with wrong keys, or for another room, opens nothing, and the right one still does', async () => {
    const [conv, other] = await Promise.all([1, 2].map(() => ann!.rooms.create({ kind: 'private', history: 'shared', members: [scene.ben], profile })));
    const atAnn = ann!.conversation({ conv: conv! });
    await atAnn.send('one');
    await until(() => texts(ben!.conversation({ conv: conv! })).length === 1);
    const stored = scene.server.conversations.get(conv!)!;
    const session = await stolenKey(scene.browsers[0]!, stored);
    const wrong = await newSessionKey();
    const to = await publicEnc(cleo.first);
    const lie = async (about: string, keys: SessionKey[]) =>
      stored.bundles.push({ kid: to.kid, jwe: await sealBundle(about, keys, to), at: scene.server.now, user: scene.ben.user, device: scene.ben.first.device });
    await lie(conv!, [{ thumbprint: session.thumbprint, k: wrong.k }]);
    await lie(other!, [session]);
    await lie(conv!, [wrong]);

    const add = { op: 'add' as const, user: cleo.user, base: await cleo.base(), role: 'member' as const };
    await scene.server.changeRoom(stored, scene.ann, add);
    const atCleo = cle!.conversation({ conv: conv! });
    await until(() => lines(atCleo).includes('room-add'));
    expect(texts(atCleo)).toEqual([]);
    expect(lines(atCleo)[1]).toMatch(/^key-wanted/);

    await lie(conv!, [session]);
    await until(() => texts(atCleo).length === 1);
    expect(texts(atCleo)).toEqual(['one']);
  });
});

describe('the handing over of keys', () => {
  async function withThree(): Promise<string> {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'shared', members: [scene.ben, cleo], profile });
    await ann!.conversation({ conv }).send('one');
    await until(() => texts(ben!.conversation({ conv })).length === 1);
    return conv;
  }
  const bundlesOf = (conv: string) => scene.server.conversations.get(conv)!.bundles;

  test('stops when who asked is removed while the server takes its time', async () => {
    const conv = await withThree();
    const browser = scene.browsers[0]!;
    browser.weather = async (method, path) => {
      if (method === 'GET' && path.includes('/sessions') && scene.server.conversations.get(conv)!.chain.member(cleo.user) !== null) {
        const stored = scene.server.conversations.get(conv)!;
        await scene.server.changeRoom(stored, scene.ann, { op: 'remove', user: cleo.user });
        await until(() => ann!.conversation({ conv }).room?.members.length === 2);
      }
      return 'fine' as const;
    };
    await ann!.rooms.handTo(conv, cleo.user);
    expect(bundlesOf(conv)).toEqual([]);
  });

  test('happens by no list that has ended', async () => {
    const conv = await withThree();
    scene.server.listsOverride = await scene.server.lists();
    scene.server.now += 8 * 24 * 3_600_000;
    await ann!.rooms.handTo(conv, cleo.user);
    expect(bundlesOf(conv)).toEqual([]);
    await expect(ann!.rooms.remove(conv, cleo.user)).rejects.toMatchObject({ code: 'alarm' });
  });

  test('is done once for who asks again and again', async () => {
    const conv = await withThree();
    await Promise.all([1, 2, 3].map(() => ann!.rooms.handTo(conv, cleo.user)));
    expect(bundlesOf(conv).length).toBe(2);
  });
});

describe('the rooms for everybody', () => {
  const slots: Omit<DefaultRoom, 'conv'>[] = [
    { slot: 'general', name: 'General', topic: '', colour: 'blue' }, { slot: 'random', name: 'Random', topic: '', colour: 'pink' },
  ];

  test('are made by the first and joined by the others, once', async () => {
    scene.server.defaultRooms = slots;
    await ann!.rooms.bringIn();
    const rooms = slots.map(({ slot }) => scene.server.atSlot(slot)!);
    for (const { chain, profile: named } of rooms) {
      expect(chain.kind).toBe('open');
      expect(chain.member(scene.ann.user)!.role).toBe('admin');
      expect(named).toBeDefined();
    }
    await ben!.rooms.bringIn();
    for (const { chain } of rooms) expect(chain.member(scene.ben.user)!.role).toBe('member');
    await ben!.rooms.leave(rooms[0]!.conv);
    await ben!.rooms.bringIn();
    expect(rooms.map(({ chain }) => chain.member(scene.ben.user) !== null)).toEqual([false, true]);
  });

  test('are made once, however many come first', async () => {
    scene.server.defaultRooms = slots;
    await Promise.all([ann!, ben!, cle!].map(engine => engine.rooms.bringIn()));
    expect(scene.server.conversations.size).toBe(2);
    for (const { slot } of slots) expect(scene.server.atSlot(slot)!.chain.size).toBe(3);
  });

  test('are only open ones, and none that one has left, whatever the server says', async () => {
    scene.server.defaultRooms = slots.slice(0, 1);
    await ann!.rooms.bringIn();
    const { conv, chain } = scene.server.atSlot('general')!;
    await ben!.rooms.bringIn();
    await ben!.rooms.leave(conv);
    scene.server.dealtWith.clear();
    await ben!.rooms.bringIn();
    expect(chain.member(scene.ben.user)).toBeNull();
  });

  test('do not take back whom an admin removed', async () => {
    scene.server.defaultRooms = slots.slice(0, 1);
    await ann!.rooms.bringIn();
    const { conv, chain } = scene.server.atSlot('general')!;
    await ben!.rooms.bringIn();
    await ann!.rooms.remove(conv, scene.ben.user);
    scene.server.dealtWith.clear();
    await ben!.rooms.bringIn();
    expect(chain.member(scene.ben.user)).toBeNull();
    expect(scene.server.dealtWith.has(`${scene.ben.user} general`)).toBe(true);
  });
});

describe('who began anew', () => {
  test('is taken back into a room by an admin, and comes back into an open one by themselves', async () => {
    const closed = await ann!.rooms.create({ kind: 'private', history: 'none', members: [cleo], profile });
    const shared = await ann!.rooms.create({ kind: 'open', history: 'shared', members: [cleo], profile });
    const [atClosed, atShared] = [ann!.conversation({ conv: closed }), ann!.conversation({ conv: shared })];
    await until(() => atClosed.status === 'ready' && atShared.status === 'ready');
    await cleo.reset();
    await until(() => atClosed.notices.some(({ code }) => code === 'member-outdated'));
    const notice = atClosed.notices.find(({ code }) => code === 'member-outdated')!;
    expect(notice.action).toBe('take-back');
    expect(await atClosed.accept(cleo.user, notice.head!)).toBe(true);
    await until(() => lines(atClosed).at(-1) === 'room-new-base');

    const back = await (await scene.browser(cleo)).tab();
    const again = back.conversation({ conv: shared });
    await until(() => again.notices.some(({ code }) => code === 'rejoin'));
    await again.rejoin();
    await until(() => again.status === 'ready');
  });
});

describe('a room that nobody administers any more', () => {
  test('is taken over by who stands longest, and offered to nobody else', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben, cleo], profile });
    const [atBen, atCleo] = [ben!.conversation({ conv }), cle!.conversation({ conv })];
    await until(() => atBen.status === 'ready' && atCleo.status === 'ready');
    expect(atBen.notices).toEqual([]);
    scene.server.now += 3_600_000;
    await scene.server.revoke(scene.ann.first.sig.kid);
    scene.server.now += 3_600_000;
    scene.browsers[1]!.close();
    scene.browsers[2]!.close();
    const later = (await scene.browsers[1]!.tab()).conversation({ conv });
    await until(() => later.notices.some(({ code }) => code === 'no-admin'));
    const cleos = (await scene.browsers[2]!.tab()).conversation({ conv });
    await until(() => cleos.status === 'ready');
    expect(cleos.notices.some(({ code }) => code === 'no-admin')).toBe(false);
    await later.succeed();
    await until(() => later.room?.own === 'admin');
  });
});

describe('a room of many', () => {
  test('asks for its people in a few requests, and works out who receives once for messages in a row', async () => {
    const many: TestUser[] = [];
    for (let i = 0; i < 8; i++) many.push(await scene.server.newUser(`Member ${i}`));
    const conv = await ann!.rooms.create({ kind: 'open', history: 'shared', members: [scene.ben, ...many], profile });
    const browser = scene.browsers[1]!;
    browser.close();
    browser.requests = [];
    const again = (await browser.tab()).conversation({ conv });
    await until(() => again.status === 'ready');
    for (const text of ['one', 'two', 'three']) await again.send(text);
    await until(() => texts(again).length === 3 && again.rows().at(-1)?.seq !== null);
    const chains = browser.requests.filter(request => /\/api\/users\/[^/]+\/chain$/.test(request));
    expect(browser.requests.filter(request => request === 'POST /api/users/chains').length).toBe(1);
    expect(chains.length).toBeLessThanOrEqual(2);
  });

  test('does not send to who was revoked between two messages', async () => {
    const conv = await ann!.rooms.create({ kind: 'private', history: 'none', members: [scene.ben, cleo], profile });
    const atAnn = ann!.conversation({ conv });
    await atAnn.send('one');
    await until(() => atAnn.rows().at(-1)?.seq === 2);
    await scene.server.revoke(cleo.first.sig.kid);
    await until(() => scene.browsers[0]!.requests.filter(request => request.endsWith('lists.pem')).length > 1);
    await atAnn.send('two');
    await until(() => atAnn.rows().at(-1)?.seq === 3);
    const { sessions } = scene.server.conversations.get(conv)!;
    expect([...sessions.values()].at(-1)!.recipients.has(cleo.first.enc.kid)).toBe(false);
  });
});
