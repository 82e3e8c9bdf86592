import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealBundle } from '../crypto/bundle';
import { newSessionKey } from '../crypto/session-key';
import type { Entry } from '../api';
import { publicEnc, stolenKey } from './testing/forging';
import { lines, texts, until } from './testing/browser';
import { Scene } from './testing/people';


let scene: Scene;
beforeEach(async () => { scene = await Scene.begin(); });
afterEach(() => scene.end());

describe('somebody with two devices', () => {
  test('reads and writes on both as one person', async () => {
    const tablet = await scene.ann.addDevice();
    const chat = await scene.chat();
    const atTablet = (await (await scene.browser(scene.ann, tablet)).tab()).conversation({ peer: scene.ben.user });
    await until(() => texts(atTablet).length === 1);
    await atTablet.send('from the tablet');
    await until(() => texts(chat.atBen).length === 2 && texts(chat.atAnn).length === 2);
    await chat.atBen.send('to both');
    await until(() => texts(atTablet).length === 3 && texts(chat.atAnn).length === 3);
    const expected = ['room-create', 'Ann: one', 'Ann: from the tablet', 'Ben: to both'];
    await until(() => lines(chat.atBen).at(-1) === 'Ben: to both');
    for (const conversation of [chat.atAnn, chat.atBen, atTablet]) expect(lines(conversation)).toEqual(expected);
    const rows = chat.atAnn.rows().map(row => (row.kind === 'message' ? row.author.own : null));
    expect(rows).toEqual([null, true, true, false]);
  });

  test('reads on a new one what was before once the keys are handed over, and uses none that no session names', async () => {
    const chat = await scene.chat();
    const old = await stolenKey(chat.annBrowser, chat.stored);
    const tablet = await scene.ann.addDevice();
    const engine = await (await scene.browser(scene.ann, tablet)).tab();
    const atTablet = engine.conversation({ peer: scene.ben.user });
    await until(() => atTablet.rows().length === 2);
    expect(lines(atTablet)[1]).toBe('not-for-this-device: session-not-granted');
    const bundle = await sealBundle(chat.stored.conv, [await newSessionKey(), old], await publicEnc(tablet));
    for (const jwe of ['no.bundle.at.all.x', bundle])
      await chat.annBrowser.api().postBundle(chat.stored.conv, tablet.enc.kid, jwe);
    scene.server.tell([scene.ann.user], { entries: [], users: [scene.ann.user], crl: null, cleared: false, wanted: [] });
    await until(() => texts(atTablet).length === 1);
    expect(lines(atTablet)).toEqual(['room-create', 'Ann: one']);
  });
});

describe('what is delivered', () => {
  test('with a hole is filled from the server, and the answer says how far we are', async () => {
    const chat = await scene.chat();
    scene.server.live = false;
    for (const text of ['two', 'three', 'four']) await chat.atAnn.send(text);
    await until(() => chat.stored.log.length === 5);
    const last = chat.stored.log[4]!;
    const held = chat.benEngine.deliver({ entries: [{ conv: chat.stored.conv, ...last }], users: [], crl: null, cleared: false, wanted: [] });
    expect(held).toEqual({ [chat.stored.conv]: 2 });
    await until(() => texts(chat.atBen).length === 4);
    const again = chat.benEngine.deliver({ entries: [{ conv: chat.stored.conv, ...last }], users: [], crl: null, cleared: false, wanted: [] });
    expect(again).toEqual({ [chat.stored.conv]: 5 });
    expect(texts(chat.atBen)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('of a conversation that is not open is answered too', async () => {
    const engine = await (await scene.browser(scene.ann)).tab();
    const entry: Entry = { seq: 7, at: 1, kind: 'message', user: scene.ben.user, device: scene.ben.user, n: 1, jwe: 'x' };
    expect(engine.deliver({ entries: [{ conv: 'elsewhere', ...entry }], users: [], crl: null, cleared: false, wanted: [] })).toEqual({ elsewhere: 7 });
  });

  test('while the circuit is gone is asked for, as long as somebody looks', async () => {
    const chat = await scene.chat();
    scene.server.live = false;
    chat.benEngine.setOnline(false);
    await until(() => chat.atBen.status === 'offline');
    await chat.atAnn.send('two');
    await new Promise(resolve => setTimeout(resolve, 60));
    expect(texts(chat.atBen)).toEqual(['one']);
    let told = 0;
    const end = chat.atBen.subscribe(() => { told++; });
    await until(() => texts(chat.atBen).length === 2);
    expect(told).toBeGreaterThan(0);
    end();
    const requests = chat.benBrowser.requests.length;
    await new Promise(resolve => setTimeout(resolve, 60));
    expect(chat.benBrowser.requests.length).toBe(requests);
    await chat.atAnn.send('three');
    await until(() => chat.stored.log.length === 4);
    chat.benEngine.setOnline(true);
    await until(() => texts(chat.atBen).length === 3 && chat.atBen.status === 'ready');
  });

  test('makes a dm appear that the other has begun while we looked at them', async () => {
    const [a, b] = [await scene.browser(scene.ann), await scene.browser(scene.ben)];
    const atBen = (await b.tab()).conversation({ peer: scene.ann.user });
    await until(() => atBen.status === 'ready');
    const atAnn = (await a.tab()).conversation({ peer: scene.ben.user });
    await atAnn.send('one');
    await until(() => texts(atBen).length === 1);
    expect(atBen.conv).toBe(atAnn.conv);
  });
});

describe('a long conversation', () => {
  test('pages both ways and keeps the objects of rows that did not change', async () => {
    const chat = await scene.chat();
    const all = Array.from({ length: 320 }, (_, i) => `m${i}`);
    for (const text of all) await chat.atAnn.send(text);
    await until(() => chat.stored.log.length === 322);
    chat.benBrowser.close();
    const atBen = (await chat.benBrowser.tab()).conversation({ conv: chat.stored.conv });
    await until(() => atBen.rows().length === 50);
    const newest = atBen.rows().at(-1);
    expect([atBen.atBeginning, atBen.atEnd]).toEqual([false, true]);
    expect(await atBen.loadOlder()).toBe(true);
    expect(await atBen.loadOlder()).toBe(false);
    expect([atBen.rows().length, atBen.atBeginning]).toEqual([322, true]);
    expect(atBen.rows().at(-1)).toBe(newest);
    expect(texts(atBen)).toEqual(['one', ...all]);

    await atBen.show(120);
    expect(atBen.rows().some(row => row.seq === 120)).toBe(true);
    expect([atBen.atBeginning, atBen.atEnd]).toEqual([false, false]);
    await chat.atAnn.send('while reading above');
    await until(() => chat.stored.log.length === 323);
    while (await atBen.loadNewer());
    expect([texts(atBen).at(-1), atBen.atEnd]).toEqual(['while reading above', true]);
    await atBen.show(null);
    expect(atBen.rows().length).toBe(50);
  });

  test('tells the server how far it was read, once', async () => {
    const chat = await scene.chat();
    chat.atBen.markRead();
    chat.atBen.markRead();
    await until(() => chat.stored.read.get(scene.ben.user) === 2);
    expect(chat.benBrowser.requests.filter(request => request.startsWith('PUT')).length).toBe(1);
    expect(chat.atBen.readSeq).toBe(2);
  });

  test('does not mark as read what was just marked as unread, until somebody begins to read it', async () => {
    const chat = await scene.chat();
    await chat.atBen.markUnread(2);
    chat.atBen.markRead();
    expect(chat.atBen.readSeq).toBe(1);
    chat.atBen.beginReading();
    chat.atBen.markRead();
    await until(() => chat.stored.read.get(scene.ben.user) === 2);
  });
});
