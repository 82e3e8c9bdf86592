import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compactDecrypt, flattenedDecrypt } from 'jose';
import { isMessage, type GeneralJwe } from '../api';
import { H } from '../crypto/hash';
import { openMessage, readMessage } from '../crypto/message-jwe';
import { importSessionKey } from '../crypto/session-key';
import { lines, texts, until, type TestBrowser } from './testing/browser';
import { firstMessage, lastMessage, next, plantSession, stolenKey } from './testing/forging';
import { Scene } from './testing/people';
import type { Stored } from './testing/server';
import type { TestUser } from './testing/user';
import type { Conversation } from './types';


let scene: Scene;
let cleo: TestUser;
let stored: Stored;
let browsers: TestBrowser[];
let [atAnn, atBen, atCleo]: Conversation[] = [];

/** Ann's room with Ben; Cleo has an account. Ann has written "one". */
async function room(kind: 'private' | 'open', history: 'none' | 'shared'): Promise<void> {
  const { server, ann, ben } = scene;
  stored = await server.newRoom(kind, history, [ann, ben]);
  browsers = [await scene.browser(ann), await scene.browser(ben), await scene.browser(cleo)];
  [atAnn, atBen] = await Promise.all(browsers.slice(0, 2).map(async browser => (await browser.tab()).conversation({ conv: stored.conv })));
  await atAnn!.send('one');
  await until(() => texts(atBen!).length === 1 && texts(atAnn!).length === 1);
}

async function addCleo(): Promise<void> {
  const { user } = cleo;
  await scene.server.changeRoom(stored, scene.ann, { op: 'add', user, base: await cleo.base(), role: 'member' });
  atCleo = (await browsers[2]!.tab()).conversation({ conv: stored.conv });
  await until(() => atCleo!.status === 'ready' && lines(atBen!).at(-1) === 'room-add');
}

/** By no rule of ours: whatever opens with this key. */
async function unwrap({ protected: header, iv, ciphertext, tag }: GeneralJwe, encryptedKey: string, key: CryptoKey): Promise<string> {
  const { plaintext } = await flattenedDecrypt({ protected: header, header: { alg: 'RSA-OAEP-256' }, encrypted_key: encryptedKey, iv, ciphertext, tag }, key);
  return (JSON.parse(new TextDecoder().decode(plaintext)) as { k: string }).k;
}

beforeEach(async () => {
  scene = await Scene.begin();
  cleo = await scene.server.newUser('Cleo');
});
afterEach(() => scene.end());

describe('a room without shared history', () => {
  test('shows a newcomer what comes, not what was', async () => {
    await room('private', 'none');
    await addCleo();
    await atAnn!.send('two');
    await until(() => texts(atCleo!).length === 1);
    expect(lines(atCleo!)).toEqual(['room-create', 'before-you: session-not-granted', 'room-add', 'Ann: two']);
    expect(stored.sessions.size).toBe(2);
  });

  test('makes a new session when somebody was removed, who can no longer read', async () => {
    await room('private', 'none');
    await addCleo();
    await scene.server.changeRoom(stored, scene.ann, { op: 'remove', user: scene.ben.user });
    await until(() => lines(atAnn!).at(-1) === 'room-remove');
    await atAnn!.send('without Ben');
    await until(() => texts(atCleo!).length === 1);
    const session = [...stored.sessions.values()].at(-1)!;
    expect([...session.recipients.keys()].sort()).toEqual(
      [scene.ann.first, scene.ann.recovery!, cleo.first, cleo.recovery!].map(({ enc }) => enc.kid).sort());
  });

  test('keeps what comes after a removal from a program with all keys of the removed and all data of the server', async () => {
    await room('private', 'none');
    await addCleo();
    const { conv } = stored;
    const program = async () => {
      const held = new Set<string>();
      const own = [scene.ben.first, scene.ben.recovery!].map(({ enc }) => enc.key);
      for (const session of stored.sessions.values())
        for (const { encrypted_key } of session.jwe.recipients)
          for (const key of own) await unwrap(session.jwe, encrypted_key, key).then(k => held.add(k), () => {});
      for (const { jwe } of stored.bundles)
        for (const key of own) await compactDecrypt(jwe, key).then(({ plaintext }) => { for (const [, k] of (JSON.parse(new TextDecoder().decode(plaintext)) as { keys: [string, string][] }).keys) held.add(k); }, () => {});
      const read: string[] = [];
      for (const entry of stored.log.filter(isMessage))
        for (const k of held) await openMessage(readMessage(entry.jwe), await importSessionKey(k)).then(() => read.push(entry.jwe), () => {});
      return read.length;
    };
    await atAnn!.send('two');
    await until(() => texts(atBen!).length === 2);
    expect(await program()).toBe(2);
    await scene.server.changeRoom(stored, scene.ann, { op: 'remove', user: scene.ben.user });
    await until(() => lines(atAnn!).at(-1) === 'room-remove');
    await atAnn!.send('without Ben');
    await until(() => texts(atCleo!).at(-1) === 'without Ben');
    expect([scene.server.conversations.get(conv)!.log.filter(isMessage).length, await program()]).toEqual([3, 2]);
  });

  test('refuses what a removed member sends', async () => {
    await room('private', 'none');
    await atBen!.send('from Ben');
    await until(() => texts(atAnn!).length === 2);
    const made = await next(stored, await stolenKey(browsers[1]!, stored), scene.ben.first);
    await scene.server.changeRoom(stored, scene.ann, { op: 'remove', user: scene.ben.user });
    scene.server.forge(stored, { user: scene.ben.user, device: scene.ben.first.device, ...made });
    await until(() => atAnn!.rows().length === 5);
    expect(lines(atAnn!).slice(2)).toEqual(['Ben: from Ben', 'room-remove', 'unreadable: not-member']);
  });

  test('refuses a message that names a room in which its sender was not yet', async () => {
    await room('private', 'none');
    await addCleo();
    await atCleo!.send('from Cleo');
    await until(() => texts(atBen!).length === 2);
    const made = await plantSession(stored, cleo.first, [scene.ann.first, scene.ben.first, cleo.first]);
    const { jwe } = await firstMessage(stored, made, cleo.first, { room: stored.conv });
    browsers[1]!.close();
    stored.log[3] = { ...lastMessage(stored), n: 1, jwe };
    const again = (await browsers[1]!.tab()).conversation({ conv: stored.conv });
    await until(() => again.rows().length === 4);
    expect(lines(again)[3]).toBe('unreadable: not-member');
  });

  test('refuses a message that names a room entry after its own place in the log', async () => {
    await room('private', 'none');
    await addCleo();
    const session = await stolenKey(browsers[0]!, stored);
    // The server puts it before the entry it names: as if it had been said before Cleo came.
    const made = await next(stored, session, scene.ann.first, { room: stored.chain.head! });
    stored.log[2] = { ...stored.log[1]!, seq: 3, n: made.n, jwe: made.jwe } as never;
    browsers[1]!.close();
    const again = (await browsers[1]!.tab()).conversation({ conv: stored.conv });
    await until(() => again.rows().length === 3);
    expect(lines(again)[2]).toBe('unreadable: room-later');
  });

  test('refuses a message whose sender had seen a newer room before', async () => {
    await room('private', 'none');
    await addCleo();
    await atAnn!.send('two');
    await until(() => texts(atBen!).length === 2);
    const made = await next(stored, await stolenKey(browsers[0]!, stored), scene.ann.first, { room: stored.room.length > 1 ? stored.conv : '' });
    scene.server.forge(stored, { user: scene.ann.user, device: scene.ann.first.device, ...made });
    await until(() => atBen!.rows().length === 5);
    expect(lines(atBen!).at(-1)).toBe('unreadable: room-older');
  });
});

describe('a room with shared history', () => {
  test('keeps its session for newcomers, who are let in by a grant', async () => {
    await room('open', 'shared');
    await addCleo();
    await atAnn!.send('two');
    await until(() => texts(atCleo!).length === 2);
    expect(lines(atCleo!)).toEqual(['room-create', 'Ann: one', 'room-add', 'Ann: two']);
    expect(lines(atBen!)).toEqual(['room-create', 'Ann: one', 'room-add', 'Ann: two']);
    expect(stored.sessions.size).toBe(1);
  });
});

describe('the chain of a room', () => {
  test('that does not continue what we saw is an alarm, and nothing is sent', async () => {
    await room('private', 'none');
    await addCleo();
    browsers[1]!.close();
    stored.room.pop();
    stored.log.pop();
    const again = (await browsers[1]!.tab()).conversation({ conv: stored.conv });
    await until(() => again.status === 'alarm');
    expect(again.notices.map(({ code }) => code)).toEqual(['room-broken']);
    await expect(again.send('x')).rejects.toMatchObject({ code: 'alarm' });
  });

  test('that is the one of another conversation is an alarm, also at first sight', async () => {
    await room('private', 'none');
    const other = await scene.server.newRoom('private', 'none', [scene.ann, scene.ben]);
    const conv = await H('never made');
    scene.server.conversations.set(conv, { ...other, conv });
    const atBen = (await browsers[1]!.tab()).conversation({ conv });
    await until(() => atBen.status === 'alarm');
  });
});
