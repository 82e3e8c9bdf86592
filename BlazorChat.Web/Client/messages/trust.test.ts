import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encode } from '../crypto/base64url';
import type { NextOptions } from '../crypto/testing/authority';
import { accept, lines, texts, until, type TestBrowser } from './testing/browser';
import { Scene, type Chat } from './testing/people';
import type { Conversation } from './types';


const hour = 3_600_000;
let scene: Scene;
beforeEach(async () => { scene = await Scene.begin(); });
afterEach(() => scene.end());

const codes = (conversation: Conversation) => conversation.notices.map(({ code }) => code);

/** Ann's page after a reload. */
async function reloaded({ annBrowser }: Chat): Promise<Conversation> {
  annBrowser.close();
  return (await annBrowser.tab()).conversation({ peer: scene.ben.user });
}

async function refuses(conversation: Conversation, notice: string, code = 'alarm'): Promise<void> {
  await until(() => codes(conversation).includes(notice as never), `${notice}, not ${codes(conversation).join()}`);
  await expect(conversation.send('x')).rejects.toMatchObject({ code });
}

/** Ann's page has heard that something about Ben is new. */
async function changed({ annBrowser }: Chat): Promise<void> {
  const asked = () => annBrowser.requests.filter(request => request.includes(scene.ben.user)).length;
  const before = asked();
  scene.server.tell([scene.ann.user], { entries: [], users: [scene.ben.user], crl: null, cleared: false, wanted: [] });
  await until(() => asked() > before);
}

describe('the chain of another user', () => {
  test('that does not continue what we saw is an alarm, until it is accepted', async () => {
    const chat = await scene.chat();
    const entries = scene.server.userEntries(scene.ben.user);
    const kept = entries.pop()!;
    const atAnn = await reloaded(chat);
    await refuses(atAnn, 'pin-broken');
    expect(atAnn.status).toBe('alarm');
    await accept(atAnn, scene.ben.user);
    await until(() => codes(atAnn).length === 0);
    entries.push(kept);
  });

  test('that is not valid is an alarm', async () => {
    const chat = await scene.chat();
    const entries = scene.server.userEntries(scene.ben.user);
    entries.push(entries[1]!);
    await refuses(await reloaded(chat), 'chain-broken');
  });

  test('signed by a key that the authority certified for somebody else is an alarm', async () => {
    const chat = await scene.chat();
    const key = scene.server.keys.get(scene.ben.first.sig.kid)!;
    scene.server.keys.set(key.kid, { ...key, certs: scene.server.keys.get(scene.ann.first.sig.kid)!.certs });
    await refuses(await reloaded(chat), 'chain-broken');
  });

  test('bears the name certified for this user and device, whatever a certificate of the same key for another says', async () => {
    const { sig, device } = scene.ben.first;
    const key = scene.server.keys.get(sig.kid)!;
    for (const owner of [{ user: scene.ann.user, device }, { user: scene.ben.user, device: scene.ann.first.device }]) {
      const other = await scene.server.authority.issue(sig.spki, owner, 'sig', { name: 'Mallory', notBefore: scene.server.now - 1_000 });
      scene.server.keys.set(sig.kid, { ...key, certs: [...key.certs, encode(other)] });
      const atAnn = (await (await scene.browser(scene.ann)).tab()).conversation({ peer: scene.ben.user });
      await until(() => atAnn.peerState === 'ready');
      expect(atAnn.peerName).toBe('Ben');
    }
  });

  test('that begins anew is a warning: nothing is sent until it is accepted, then the new device is taken in', async () => {
    const chat = await scene.chat();
    const phone = await scene.ben.reset();
    await refuses(chat.atAnn, 'new-base', 'not-accepted');
    expect([chat.atAnn.peerState, chat.atAnn.notices[0]!.action, chat.atAnn.status]).toEqual(['new-base', 'accept', 'ready']);
    await accept(chat.atAnn, scene.ben.user);
    await until(() => codes(chat.atAnn).length === 0);
    await chat.atAnn.send('welcome back');
    const atPhone = (await (await scene.browser(scene.ben, phone)).tab()).conversation({ peer: scene.ann.user });
    await until(() => texts(atPhone).length === 1);
    expect(lines(atPhone)).toEqual(['room-create', 'not-for-this-device: session-not-granted', 'room-new-base', 'Ann: welcome back']);
    await atPhone.send('thanks');
    await until(() => texts(chat.atAnn).includes('thanks'));
  });

  test('that is our own, begun anew, waits for the other to take us back', async () => {
    const chat = await scene.chat();
    const phone = await scene.ben.reset();
    const atPhone = (await (await scene.browser(scene.ben, phone)).tab()).conversation({ peer: scene.ann.user });
    await refuses(atPhone, 'not-taken-back', 'read-only');
    await accept(chat.atAnn, scene.ben.user);
    await until(() => atPhone.status === 'ready');
    await atPhone.send('here again');
    await until(() => texts(chat.atAnn).includes('here again'));
  });

  test('with a new base does not hold up who never saw the old one', async () => {
    await scene.ben.reset();
    const atAnn = (await (await scene.browser(scene.ann)).tab()).conversation({ peer: scene.ben.user });
    await until(() => atAnn.peerState === 'ready');
    await atAnn.send('hello');
    await until(() => atAnn.rows().at(-1)?.seq === 2);
  });

  test('with a new base that is not accepted is not sent to in a new dm either', async () => {
    const browser = await scene.browser(scene.ann);
    const atAnn = (await browser.tab()).conversation({ peer: scene.ben.user });
    await until(() => atAnn.peerState === 'ready');
    await scene.ben.reset();
    await refuses(atAnn, 'new-base', 'not-accepted');
    await accept(atAnn, scene.ben.user);
    await atAnn.send('hello');
    await until(() => atAnn.rows().at(-1)?.seq === 2);
  });
});

describe('an acceptance', () => {
  const head = (conversation: Conversation) => conversation.notices.find(({ action }) => action === 'accept')?.head;

  test('of a new base is of the one that was shown: of another that came meanwhile nothing is accepted', async () => {
    const chat = await scene.chat();
    await scene.ben.reset();
    await refuses(chat.atAnn, 'new-base', 'not-accepted');
    const shown = head(chat.atAnn)!;
    await scene.ben.reset();
    await until(() => head(chat.atAnn) !== undefined && head(chat.atAnn) !== shown);
    expect(await chat.atAnn.accept(scene.ben.user, shown)).toBe(false);
    await refuses(chat.atAnn, 'new-base', 'not-accepted');
    expect([chat.stored.chain.n, head(chat.atAnn)]).toEqual([0, scene.server.chainOf(scene.ben.user)!.head]);
    await accept(chat.atAnn, scene.ben.user);
    await until(() => codes(chat.atAnn).length === 0);
  });

  test('of a new base does not take in another that this page has not heard of yet', async () => {
    const chat = await scene.chat();
    const before = await scene.ben.base();
    await scene.ben.reset();
    await refuses(chat.atAnn, 'new-base', 'not-accepted');
    const shown = head(chat.atAnn)!;
    scene.server.live = false;
    await scene.ben.reset();
    await chat.atAnn.accept(scene.ben.user, shown);
    await refuses(chat.atAnn, 'new-base', 'not-accepted');
    await until(() => head(chat.atAnn) === scene.server.chainOf(scene.ben.user)!.head);
    expect(chat.stored.chain.member(scene.ben.user)!.base).toBe(before);
  });

  test('of a chain that does not continue what we saw is of the one that was shown', async () => {
    await scene.ben.addDevice();
    const chat = await scene.chat();
    const entries = scene.server.userEntries(scene.ben.user);
    const kept = entries.splice(1);
    const atAnn = await reloaded(chat);
    await refuses(atAnn, 'pin-broken');
    const shown = head(atAnn)!;
    entries.push(kept[0]!);
    await changed(chat);
    await until(() => head(atAnn) !== shown);
    expect(await atAnn.accept(scene.ben.user, shown)).toBe(false);
    await refuses(atAnn, 'pin-broken');
  });

  test('of a device under one\'s own name is of what was shown: another that came meanwhile is shown first', async () => {
    const chat = await scene.chat();
    await scene.ann.addDevice(scene.ann.recovery!.sig);
    await refuses(chat.atAnn, 'own-device-unknown');
    const shown = head(chat.atAnn)!;
    await scene.ann.addDevice(scene.ann.recovery!.sig);
    await until(() => head(chat.atAnn) !== shown);
    expect(await chat.atAnn.accept(scene.ann.user, shown)).toBe(false);
    await refuses(chat.atAnn, 'own-device-unknown');
  });
});

describe('a dm whose two people have both begun anew', () => {
  const sending = async (conversation: Conversation, text: string) => {
    await until(() => conversation.status === 'ready' && codes(conversation).length === 0);
    await conversation.send(text);
    await until(() => conversation.rows().at(-1)?.seq === 2);
  };

  test('is followed by a new one at the next text', async () => {
    const chat = await scene.chat();
    const [annPhone, benPhone] = [await scene.ann.reset(), await scene.ben.reset()];
    const atAnn = (await (await scene.browser(scene.ann, annPhone)).tab()).conversation({ peer: scene.ben.user });
    const atBen = (await (await scene.browser(scene.ben, benPhone)).tab()).conversation({ peer: scene.ann.user });
    await until(() => atAnn.status === 'ready' && atBen.status === 'ready');
    await sending(atAnn, 'a new beginning');
    await until(() => texts(atBen).length === 1);
    await atBen.send('at last');
    await until(() => texts(atAnn).length === 2);
    expect([atAnn.conv === chat.stored.conv, atBen.conv]).toEqual([false, atAnn.conv]);
  });

  test('is let go by a page that shows it when the second begins anew', async () => {
    const chat = await scene.chat();
    const annPhone = await scene.ann.reset();
    const atAnn = (await (await scene.browser(scene.ann, annPhone)).tab()).conversation({ peer: scene.ben.user });
    await refuses(atAnn, 'not-taken-back', 'read-only');
    await scene.ben.reset();
    await until(() => codes(atAnn).includes('new-base'));
    expect([atAnn.conv, texts(atAnn)]).toEqual([null, []]);
    await accept(atAnn, scene.ben.user);
    await sending(atAnn, 'a new beginning');
    expect(atAnn.conv).not.toBe(chat.stored.conv);
  });
});

describe('a text that waits', () => {
  test('for an acceptance fails meanwhile, and goes out with it', async () => {
    const chat = await scene.chat();
    chat.annBrowser.weather = () => 'lost';
    await chat.atAnn.send('two');
    await scene.ben.reset();
    await new Promise(resolve => setTimeout(resolve, 50));
    chat.annBrowser.weather = () => 'fine';
    chat.annEngine.setOnline(false);
    chat.annEngine.setOnline(true);
    await until(() => lines(chat.atAnn).includes('Ann: two (not-accepted)'));
    await accept(chat.atAnn, scene.ben.user);
    await until(() => lines(chat.atAnn).join() === 'room-create,Ann: one,room-new-base,Ann: two');
  });
});

describe('a certificate of a receiver', () => {
  test('for another key than the chain names stops sending', async () => {
    const chat = await scene.chat();
    await scene.ben.addDevice();
    const enc = scene.ben.devices[1]!.enc.kid;
    const key = scene.server.keys.get(enc)!;
    const other = await scene.server.authority.issue(scene.ann.first.enc.spki, { user: key.user, device: key.device }, 'enc');
    scene.server.keys.set(enc, { ...key, certs: [encode(other)] });
    await changed(chat);
    await chat.atAnn.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: two (alarm)');
    expect(chat.stored.sessions.size).toBe(1);
  });

  test('that is made by nobody we know stops sending', async () => {
    const chat = await scene.chat();
    await scene.ben.addDevice();
    const { enc, device } = scene.ben.devices[1]!;
    const stranger = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, false, ['sign', 'verify']);
    const owner = { user: scene.ben.user, device };
    const der = await scene.server.authority.issue(enc.spki, owner, 'enc', { signer: stranger.privateKey });
    scene.server.keys.set(enc.kid, { ...scene.server.keys.get(enc.kid)!, certs: [encode(der)] });
    await changed(chat);
    await chat.atAnn.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: two (alarm)');
  });
});

describe('one\'s own chain', () => {
  test('with a device that this one did not add is an alarm, until one says it was oneself', async () => {
    const chat = await scene.chat();
    const unknown = await scene.ann.addDevice(scene.ann.recovery!.sig);
    await refuses(chat.atAnn, 'own-device-unknown');
    expect(chat.atAnn.notices[0]!.params).toMatchObject({ user: scene.ann.user, device: unknown.device });
    await accept(chat.atAnn, scene.ann.user);
    await until(() => chat.atAnn.status === 'ready');
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
  });

  test('with a device that came and went meanwhile is an alarm too', async () => {
    const chat = await scene.chat();
    chat.annBrowser.close();
    const unknown = await scene.ann.addDevice(scene.ann.recovery!.sig);
    await scene.ann.drop(unknown, scene.ann.recovery!.sig);
    await refuses((await chat.annBrowser.tab()).conversation({ peer: scene.ben.user }), 'own-device-unknown');
  });

  test('with a device that this one added is none', async () => {
    const chat = await scene.chat();
    await scene.ann.addDevice();
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(codes(chat.atAnn)).toEqual([]);
  });

  test('without this device makes the page read only', async () => {
    const chat = await scene.chat();
    const other = await scene.ann.addDevice();
    await scene.ann.drop(scene.ann.first, other.sig);
    await until(() => codes(chat.atAnn).includes('own-device-removed'));
    expect(chat.atAnn.status).toBe('read-only');
    await expect(chat.atAnn.send('x')).rejects.toMatchObject({ code: 'read-only' });
  });
});

describe('the revocation list', () => {
  test('that is older than one we saw is an alarm, also after a reload, until a newer one comes', async () => {
    const chat = await scene.chat();
    const old = await scene.server.lists();
    const tablet = await scene.ben.addDevice();
    await scene.server.revoke(tablet.sig.kid);
    const seen = chat.annBrowser.requests.filter(request => request.endsWith('lists.pem')).length;
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(seen).toBeGreaterThan(0);
    scene.server.listsOverride = old;
    const atAnn = await reloaded(chat);
    await refuses(atAnn, 'crl-rollback');
    scene.server.listsOverride = null;
    await scene.server.revoke(tablet.enc.kid);
    await until(() => codes(atAnn).length === 0);
  });

  test('that has grown older than two days is said to have; past its end nothing is sent', async () => {
    const chat = await scene.chat();
    scene.server.listsOverride = await scene.server.lists();
    scene.server.now += 49 * hour;
    const later = await reloaded(chat);
    await until(() => codes(later).includes('crl-old'));
    await later.send('two');
    await until(() => texts(later).length === 2 && later.rows().at(-1)!.seq !== null);
    scene.server.now += 7 * 24 * hour;
    const muchLater = await reloaded(chat);
    await refuses(muchLater, 'crl-expired', 'read-only');
    expect(muchLater.status).toBe('read-only');
    expect(texts(muchLater)).toEqual(['one', 'two']);
  });
});

describe('the authority', () => {
  const takenOver = async (options: NextOptions) => {
    const chat = await scene.chat();
    const tablet = await scene.ben.addDevice();
    Object.assign(scene.server, { authority: await scene.server.authority.next(options) });
    const asked = () => [chat.annBrowser, chat.benBrowser].map(browser => browser.requests.filter(request => request.endsWith('certificates.pem')).length);
    const [ann, ben] = asked() as [number, number];
    await scene.server.revoke(tablet.sig.kid);
    await until(() => asked()[0]! > ann && asked()[1]! > ben, 'both pages ask for the new certificates');
    return chat;
  };

  test('is followed in an open page to another issuing CA and to a root that the known one certified', async () => {
    const chat = await takenOver({ root: 'linked' });
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).length === 2);
    expect(codes(chat.atAnn)).toEqual([]);
    const later = await reloaded(chat);
    await until(() => texts(later).join() === 'one,two');
  });

  test('with a new root that the known one did not certify is an alarm in an open page', async () => {
    const chat = await takenOver({ root: 'alone' });
    await until(() => codes(chat.atAnn).includes('root-changed'));
    await refuses(chat.atAnn, 'root-changed');
  });

  test('with another root than at first contact opens no page', async () => {
    const { annBrowser } = await scene.chat();
    annBrowser.close();
    const { TestAuthority } = await import('../crypto/testing/authority');
    Object.assign(scene.server, { authority: await TestAuthority.create() });
    await expect((annBrowser as TestBrowser).tab()).rejects.toMatchObject({ code: 'root-changed' });
  });
});
