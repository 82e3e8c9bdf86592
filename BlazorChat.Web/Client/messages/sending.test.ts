import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Outbox, textBody } from './outbox';
import { nothingSent, Sendings } from './sending-state';
import { openDatabase, Vault } from '../keys';
import { inside, lastMessage, stolenKey } from './testing/forging';
import { lines, texts, until, type TestBrowser } from './testing/browser';
import { Scene, type Chat } from './testing/people';
import { Refusal } from './testing/routes';
import type { MessageEntry } from '../api';
import type { MessageRow } from './types';


let scene: Scene;
beforeEach(async () => { scene = await Scene.begin(); });
afterEach(() => scene.end());

const messagesIn = ({ stored }: Chat) => stored.log.filter((entry): entry is MessageEntry => entry.kind === 'message');
const posts = (browser: TestBrowser) => browser.requests.filter(request => /^POST .*messages$/.test(request)).length;
const isPost = (method: string, path: string) => method === 'POST' && path.endsWith('/messages');

describe('a text', () => {
  test('that is empty or too long is not taken', async () => {
    const { atAnn } = await scene.chat();
    await expect(atAnn.send(' \n ')).rejects.toMatchObject({ code: 'empty' });
    await expect(atAnn.send('é'.repeat(20_000))).rejects.toMatchObject({ code: 'too-long' });
    await expect(atAnn.send('x'.repeat(10_000_000))).rejects.toMatchObject({ code: 'too-long' });
    await atAnn.send('x'.repeat(34_000));
    await until(() => atAnn.rows().at(-1)?.seq === 3);
  });

  test('waits in the outbox, sealed, while the server is away, over a reload too, and goes out when it is back', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = () => 'lost';
    await chat.atAnn.send('secret words');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: secret words (sending)');
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    const [item] = await db.getAll('outbox');
    db.close();
    expect(Buffer.from(item!.sealed.data).includes('secret')).toBe(false);

    chat.annBrowser.close();
    chat.annBrowser.weather = () => 'fine';
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => texts(chat.atBen).includes('secret words'));
    await until(() => lines(again).join() === 'room-create,Ann: one,Ann: secret words');
  });

  test('left in the outbox by a version that knew nothing but texts goes out too', async () => {
    const chat = await scene.chat();
    chat.annBrowser.close();
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    const [id, place] = [crypto.randomUUID(), `user ${scene.ben.user}`];
    const vault = await Vault.open(db, scene.ann.user);
    const sealed = await vault.seal(`outbox ${place} ${id}`, JSON.stringify({ id, text: 'from before', envelope: null, failed: null }));
    await db.put('outbox', { at: scene.server.now, sealed }, [scene.ann.user, place, id]);
    db.close();
    await chat.annBrowser.tab();
    await until(() => texts(chat.atBen).includes('from before'));
  });

  test('says what it answers and whom it names, here and there', async () => {
    const chat = await scene.chat();
    const first = chat.atAnn.rows().at(-1) as MessageRow;
    expect(first).toMatchObject({ text: 'one', hash: expect.stringMatching(/^[\w-]{43}$/), reply: null, mentions: [] });
    await chat.atAnn.send('two', { reply: first.hash, mentions: [scene.ben.user] });
    for (const conversation of [chat.atAnn, chat.atBen]) {
      await until(() => texts(conversation).includes('two') && conversation.rows().at(-1)!.seq !== null);
      expect(conversation.rows().at(-1)).toMatchObject({ reply: first.hash, mentions: [scene.ben.user] });
    }
  });

  test('with more names than a message holds is not taken', async () => {
    const { atAnn } = await scene.chat();
    await expect(atAnn.send('hello all', { mentions: Array.from({ length: 1000 }, () => scene.ben.user) })).rejects.toMatchObject({ code: 'too-long' });
  });

  test('left behind by an earlier page goes out without its conversation being opened', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = () => 'lost';
    await chat.atAnn.send('two');
    chat.annBrowser.close();
    chat.annBrowser.weather = () => 'fine';
    await chat.annBrowser.tab();
    await until(() => texts(chat.atBen).includes('two'));
  });

  test('to who has blocked one stays here, with why, and goes out once that is over', async () => {
    const chat = await scene.chat();
    const { checkRecipients } = scene.server;
    scene.server.checkRecipients = () => { throw new Refusal(403, 'blocked-by'); };
    await chat.atAnn.send('keep this');
    await until(() => chat.atAnn.rows().at(-1)?.kind === 'message' && (chat.atAnn.rows().at(-1) as MessageRow).state === 'failed');
    const row = chat.atAnn.rows().at(-1) as MessageRow;
    expect(row).toMatchObject({ text: 'keep this', error: 'blocked-by' });
    scene.server.checkRecipients = checkRecipients;
    chat.atAnn.retry(row.id);
    await until(() => texts(chat.atBen).includes('keep this'));
  });

  test('that is refused for good has failed, can be tried again, or thrown away', async () => {
    const chat = await scene.chat();
    const hidden = scene.server.conversations.get(chat.stored.conv)!;
    scene.server.conversations.delete(chat.stored.conv);
    await chat.atAnn.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: two (not-found)');
    scene.server.conversations.set(chat.stored.conv, hidden);
    const { id } = chat.atAnn.rows().at(-1)!;
    chat.atAnn.retry(id);
    await until(() => texts(chat.atBen).includes('two'));

    scene.server.conversations.delete(chat.stored.conv);
    await chat.atAnn.send('three');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: three (not-found)');
    chat.atAnn.discard(chat.atAnn.rows().at(-1)!.id);
    await until(() => texts(chat.atAnn).length === 2);
  });
});

describe('a lost answer', () => {
  test('is asked for again with the same bytes, and the message stands there once', async () => {
    const chat = await scene.chat();
    const bodies: string[] = [];
    const before = posts(chat.annBrowser);
    chat.annBrowser.weather = (method, path) => (isPost(method, path) && posts(chat.annBrowser) - before < 4 ? 'answer-lost' : 'fine');
    chat.annBrowser.onBody = (path, body) => { if (isPost('POST', path)) bodies.push(body); };
    await chat.atAnn.send('two');
    await until(() => chat.atAnn.rows().at(-1)?.seq === 3);
    await until(() => bodies.length === 4);
    expect(new Set(bodies).size).toBe(1);
    expect(messagesIn(chat)).toHaveLength(2);
  });

  test('followed by a reload changes nothing about that', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = (method, path) => (isPost(method, path) ? 'answer-lost' : 'fine');
    await chat.atAnn.send('two');
    await until(() => messagesIn(chat).length === 2);
    chat.annBrowser.close();
    chat.annBrowser.weather = () => 'fine';
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => again.rows().length === 3);
    await again.send('three');
    await until(() => texts(chat.atBen).length === 3);
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2, 3]);
  });
});

describe('changed recipients', () => {
  test('whom the sender has not heard of are looked up, and get a session; number, predecessor and id stay', async () => {
    const chat = await scene.chat();
    const session = await stolenKey(chat.annBrowser, chat.stored);
    scene.server.live = false;
    const tablet = await scene.ben.addDevice();
    scene.server.now += 2 * 60_000;
    await chat.atAnn.send('two');
    await until(() => chat.atAnn.rows().at(-1)?.seq === 3);
    expect(chat.stored.sessions.size).toBe(2);
    const second = await stolenKey(chat.annBrowser, chat.stored);
    const [one, two] = [await inside(chat.stored, session, messagesIn(chat)[0]), await inside(chat.stored, second)];
    expect([two.message.n, two.message.prev === one.message.prev]).toEqual([2, false]);
    const tab = await (await scene.browser(scene.ben, tablet)).tab();
    const atTablet = tab.conversation({ peer: scene.ann.user });
    await until(() => atTablet.status === 'ready');
    expect(lines(atTablet)).toEqual(['room-create', 'not-for-this-device: session-not-granted', 'Ann: two']);
  });

  test('a dropped device gets nothing more', async () => {
    const chat = await scene.chat();
    const tablet = await scene.ben.addDevice();
    scene.server.now += 2 * 60_000;
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
    await scene.ben.drop(tablet);
    await chat.atAnn.send('three');
    await until(() => texts(chat.atBen).length === 3);
    const granted = [...chat.stored.sessions.values()].map(({ recipients }) => recipients.has(tablet.enc.kid));
    expect(granted).toEqual([false, true, false]);
  });

  test('a revoked device gets nothing more, whatever its chain says; one on hold gets it again when that is over', async () => {
    const chat = await scene.chat();
    const tablet = await scene.ben.addDevice();
    scene.server.now += 2 * 60_000;
    const has = () => [...chat.stored.sessions.values()].at(-1)!.recipients.has(tablet.enc.kid);
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(has()).toBe(true);
    await scene.server.hold(tablet.sig.kid, tablet.enc.kid);
    await chat.atAnn.send('three');
    await until(() => texts(chat.atBen).length === 3);
    expect(has()).toBe(false);
    scene.server.release();
    await chat.atAnn.send('four');
    await until(() => texts(chat.atBen).length === 4);
    expect(has()).toBe(true);
    await scene.server.revoke(tablet.sig.kid);
    await chat.atAnn.send('five');
    await until(() => texts(chat.atBen).length === 5);
    expect(has()).toBe(false);
    expect(lines(chat.atBen).every(line => !line.includes('['))).toBe(true);
  });
});

describe('a restored profile', () => {
  async function forgetCounter(chat: Chat): Promise<void> {
    chat.annBrowser.close();
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    await new Sendings(db, scene.ann.user).save(chat.stored.conv, nothingSent);
    db.close();
  }

  test('goes on from its own last message as the server has it', async () => {
    const chat = await scene.chat();
    await forgetCounter(chat);
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await again.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2]);
    expect(lines(chat.atBen)).toEqual(['room-create', 'Ann: one', 'Ann: two']);
  });

  test('ticks off what it had sent already', async () => {
    const chat = await scene.chat();
    const { message } = await inside(chat.stored, await stolenKey(chat.annBrowser, chat.stored));
    await forgetCounter(chat);
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    const channel = { postMessage() {}, onmessage: null, close() {} };
    const outbox = new Outbox(db, scene.ann.user, await Vault.open(db, scene.ann.user), channel);
    await outbox.add(`user ${scene.ben.user}`, message.id, textBody('one'), scene.server.now);
    db.close();
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await again.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(lines(chat.atBen)).toEqual(['room-create', 'Ann: one', 'Ann: two']);
    expect(messagesIn(chat)).toHaveLength(2);
  });

  test('does not use a number again that was acknowledged, when the server has forgotten the message', async () => {
    const chat = await scene.chat();
    await chat.atAnn.send('two');
    await until(() => chat.atAnn.rows().at(-1)?.seq === 3);
    chat.annBrowser.close();
    chat.stored.log.pop();
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await again.send('three');
    await until(() => lines(again).at(-1) === 'Ann: three (restored)');
    expect(messagesIn(chat)).toHaveLength(1);

    // Seen, and to be gone on from.
    again.retry(again.rows().at(-1)!.id);
    await until(() => lines(again).at(-1) === 'Ann: three');
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2]);
  });

  test('ticks off all that it had sent already, not only the last', async () => {
    const chat = await scene.chat();
    for (const text of ['two', 'three']) await chat.atAnn.send(text);
    await until(() => messagesIn(chat).length === 3);
    const key = await stolenKey(chat.annBrowser, chat.stored);
    const ids = await Promise.all(messagesIn(chat).map(async entry => (await inside(chat.stored, key, entry)).message.id));
    await forgetCounter(chat);
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    const outbox = new Outbox(db, scene.ann.user, await Vault.open(db, scene.ann.user), { postMessage() {}, onmessage: null, close() {} });
    for (const [i, id] of ids.entries()) await outbox.add(`user ${scene.ben.user}`, id, textBody(`again ${i}`), scene.server.now);
    db.close();
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await again.send('four');
    await until(() => texts(chat.atBen).includes('four'));
    expect(lines(chat.atBen)).toEqual(['room-create', 'Ann: one', 'Ann: two', 'Ann: three', 'Ann: four']);
  });

  test('does not go on from a message that is not its own', async () => {
    const chat = await scene.chat();
    await chat.atBen.send('from Ben');
    await until(() => texts(chat.atAnn).length === 2);
    await forgetCounter(chat);
    const { n, jwe } = lastMessage(chat.stored);
    // The server passes off Ben's message as Ann's last one.
    (chat.stored.log as MessageEntry[])[2] = { ...lastMessage(chat.stored), device: scene.ann.first.device, n, jwe };
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await again.send('two');
    await until(() => lines(again).at(-1) === 'Ann: two (restored)');
  });
});

describe('what was signed while another message was under way', () => {
  /** Two, three and four wait while the server is away; `then` is the weather in which they go out. */
  async function queued(chat: Chat, then: () => unknown): Promise<void> {
    const lost = () => 'lost' as const;
    chat.annBrowser.weather = lost;
    for (const text of ['two', 'three', 'four']) await chat.atAnn.send(text);
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: four (sending)');
    await then();
    // Not before: what is sent meanwhile would not be what this is about.
    if (chat.annBrowser.weather === lost) chat.annBrowser.weather = () => 'fine';
    chat.annEngine.setOnline(true);
  }

  const unbroken = ['room-create', 'Ann: one', 'Ann: two', 'Ann: three', 'Ann: four'];

  test('goes out in its turn, each after the one before', async () => {
    const chat = await scene.chat();
    await queued(chat, () => {});
    await until(() => lines(chat.atBen).join() === unbroken.join() && lines(chat.atAnn).join() === unbroken.join());
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });

  test('goes in few requests when it is much, in order, and the conversation shows each once', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = () => 'lost';
    for (let i = 0; i < 60; i++) await chat.atAnn.send(`text ${i}`);
    const before = posts(chat.annBrowser);
    chat.annBrowser.weather = () => 'fine';
    chat.annEngine.setOnline(true);
    const expected = ['one', ...Array.from({ length: 60 }, (_, i) => `text ${i}`)].join();
    await until(() => texts(chat.atBen).join() === expected && texts(chat.atAnn).join() === expected);
    expect(messagesIn(chat).map(({ n }) => n)).toEqual(Array.from({ length: 61 }, (_, i) => i + 1));
    expect(posts(chat.annBrowser) - before).toBeLessThanOrEqual(4);
  });

  test('goes on after those the server took, when it did not take them all', async () => {
    const chat = await scene.chat();
    const check = scene.server.checkRecipients.bind(scene.server);
    let calls = 0;
    scene.server.checkRecipients = (...args) => {
      if (++calls === 2) throw new Refusal(409, 'recipients', { changed: [] });
      check(...args);
    };
    await queued(chat, () => {});
    await until(() => lines(chat.atBen).join() === unbroken.join() && lines(chat.atAnn).join() === unbroken.join());
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });

  test('is signed anew when the one before had to be', async () => {
    const chat = await scene.chat();
    await queued(chat, async () => {
      scene.server.live = false;
      await scene.ben.addDevice();
      scene.server.live = true;
      scene.server.now += 2 * 60_000;
    });
    await until(() => lines(chat.atBen).join() === unbroken.join());
  });

  test('is not sent when it was thrown away meanwhile', async () => {
    const chat = await scene.chat();
    await queued(chat, () => {
      const { id } = chat.atAnn.rows().find(row => row.kind === 'message' && row.text === 'three')!;
      chat.annBrowser.weather = (method, path) => {
        if (isPost(method, path)) chat.atAnn.discard(id);
        return 'fine';
      };
    });
    const rest = unbroken.filter(line => !line.includes('three')).join();
    await until(() => lines(chat.atBen).join() === rest && lines(chat.atAnn).join() === rest);
  });

  test('is not posted once there is an alarm, after a reload neither', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = () => 'lost';
    for (let i = 0; i < 40; i++) await chat.atAnn.send(`text ${i}`);
    await until(() => texts(chat.atAnn).length === 41);
    const entries = scene.server.userEntries(scene.ben.user);
    chat.annBrowser.weather = async (method, path): Promise<'fine'> => {
      // While the first are under way, Ben's chain is suddenly another than the one seen.
      if (isPost(method, path) && entries.length > 1) {
        entries.pop();
        scene.server.tell([scene.ann.user], { entries: [], users: [scene.ben.user], crl: null, cleared: false, wanted: [] });
        while (chat.atAnn.status !== 'alarm') await new Promise(resolve => setTimeout(resolve, 5));
      }
      return 'fine';
    };
    chat.annEngine.setOnline(true);
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: text 39 (alarm)');
    expect(messagesIn(chat)).toHaveLength(2);
    chat.annBrowser.close();
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => again.status === 'alarm');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(messagesIn(chat)).toHaveLength(2);
  });

  test('is the same after a lost answer and a reload', async () => {
    const chat = await scene.chat();
    await queued(chat, () => {
      chat.annBrowser.weather = (method, path) => (isPost(method, path) ? 'answer-lost' : 'fine');
    });
    await until(() => messagesIn(chat).length === 2);
    chat.annBrowser.close();
    chat.annBrowser.weather = () => 'fine';
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => lines(chat.atBen).join() === unbroken.join() && lines(again).join() === unbroken.join());
  });
});

describe('two tabs of one browser', () => {
  test('send at once: every message once, every number once', async () => {
    const chat = await scene.chat();
    const second = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    const posted: number[] = [];
    chat.annBrowser.onBody = (path, body) => { if (isPost('POST', path)) posted.push(...(JSON.parse(body) as { n: number }[]).map(({ n }) => n)); };
    await Promise.all([1, 2, 3].flatMap(i => [chat.atAnn.send(`left ${i}`), second.send(`right ${i}`)]));
    await until(() => texts(chat.atBen).length === 7);
    expect(messagesIn(chat).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // Nobody had to be told that the number was taken.
    expect([posted, chat.stored.sessions.size]).toEqual([[2, 3, 4, 5, 6, 7], 1]);
    await until(() => lines(second).join() === lines(chat.atBen).join() && lines(chat.atAnn).join() === lines(chat.atBen).join());
    expect(new Set(texts(second)).size).toBe(7);
  });

  test('do not send again what the other has just sent', async () => {
    const chat = await scene.chat();
    const second = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => second.status === 'ready');
    chat.annBrowser.weather = () => 'lost';
    await chat.atAnn.send('two');
    await until(() => lines(second).at(-1) === 'Ann: two (sending)');
    chat.annBrowser.silent = true;
    chat.annBrowser.weather = () => 'fine';
    await second.send('three');
    await until(() => texts(chat.atBen).includes('two') && texts(chat.atBen).includes('three'));
    await chat.atAnn.send('four');
    await until(() => texts(chat.atBen).includes('four'));
    expect(texts(chat.atBen).sort()).toEqual(['four', 'one', 'three', 'two']);
  });

  test('show what the other one is sending', async () => {
    const chat = await scene.chat();
    const second = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => second.status === 'ready');
    chat.annBrowser.weather = () => 'lost';
    await chat.atAnn.send('two');
    await until(() => lines(second).at(-1) === 'Ann: two (sending)');
    second.discard(second.rows().at(-1)!.id);
    await until(() => texts(chat.atAnn).length === 1);
  });
});

describe('a dm', () => {
  test('is made at the first send, not before, and the page hears of it', async () => {
    const browser = await scene.browser(scene.ann);
    const engine = await browser.tab();
    const created: string[] = [];
    engine.onCreated((conv, peer) => created.push(conv, peer));
    const atAnn = engine.conversation({ peer: scene.ben.user });
    await until(() => atAnn.status === 'ready' && atAnn.peerState === 'ready');
    expect([scene.server.conversations.size, atAnn.conv, atAnn.peerName, atAnn.atBeginning]).toEqual([0, null, 'Ben', true]);
    await atAnn.send('one');
    await until(() => atAnn.rows().at(-1)?.seq === 2);
    expect(created).toEqual([atAnn.conv, scene.ben.user]);
  });

  test('begun by both at once is one', async () => {
    const [a, b] = [await scene.browser(scene.ann), await scene.browser(scene.ben)];
    const [atAnn, atBen] = [(await a.tab()).conversation({ peer: scene.ben.user }), (await b.tab()).conversation({ peer: scene.ann.user })];
    await until(() => atAnn.status === 'ready' && atBen.status === 'ready');
    await Promise.all([atAnn.send('from Ann'), atBen.send('from Ben')]);
    await until(() => texts(atAnn).length === 2 && texts(atBen).length === 2);
    expect(scene.server.conversations.size).toBe(1);
  });

  test('with somebody without a device cannot be begun, until there is one', async () => {
    const cleo = scene.server.register('Cleo');
    const atAnn = (await (await scene.browser(scene.ann)).tab()).conversation({ peer: cleo.user });
    await until(() => atAnn.peerState === 'no-device');
    await expect(atAnn.send('x')).rejects.toMatchObject({ code: 'no-device' });
    await cleo.begin();
    await until(() => atAnn.peerState === 'ready');
    await atAnn.send('x');
    await until(() => atAnn.rows().at(-1)?.seq === 2);
  });

  test('with nobody is not found', async () => {
    const atAnn = (await (await scene.browser(scene.ann)).tab()).conversation({ peer: crypto.randomUUID() });
    await until(() => atAnn.peerState === 'not-found');
    await expect(atAnn.send('x')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that the server says is ours, but is a room of others, is an alarm', async () => {
    const chat = await scene.chat();
    chat.annBrowser.close();
    const other = await scene.server.newRoom('private', 'none', [scene.ben, scene.ann]);
    scene.server.dmOf = () => other;
    const again = (await chat.annBrowser.tab()).conversation({ peer: scene.ben.user });
    await until(() => again.status === 'alarm');
    expect(again.notices.map(({ code }) => code)).toEqual(['room-broken']);
  });
});

describe('a draft', () => {
  test('survives a reload, sealed at rest', async () => {
    const chat = await scene.chat();
    await chat.atAnn.saveDraft('half a thought');
    chat.annBrowser.close();
    const db = await openDatabase(undefined, chat.annBrowser.databaseName);
    const [sealed] = await db.getAll('drafts');
    db.close();
    expect(Buffer.from(sealed!.data).includes('half')).toBe(false);
    const engine = await chat.annBrowser.tab();
    const again = engine.conversation({ conv: chat.stored.conv });
    expect(await again.loadDraft()).toBe('half a thought');
    await again.saveDraft('');
    expect(await again.loadDraft()).toBe('');
  });
});
