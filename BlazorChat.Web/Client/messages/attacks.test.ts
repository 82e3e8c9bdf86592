import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { H } from '../crypto/hash';
import { pad, sign } from '../crypto/jws';
import type { Message } from '../crypto/payloads';
import { newSessionKey, wrapSessionKey, type SessionKey } from '../crypto/session-key';
import { lines, until } from './testing/browser';
import { encryptRaw, firstMessage, inside, next, plantSession, publicEnc, sealed, stolenKey } from './testing/forging';
import { Scene, type Chat } from './testing/people';
import type { TestUser } from './testing/user';


const minute = 60_000;
let scene: Scene;
let chat: Chat;
let session: SessionKey;
beforeEach(async () => {
  scene = await Scene.begin();
  chat = await scene.chat();
  session = await stolenKey(chat.annBrowser, chat.stored);
});
afterEach(() => scene.end());

const entryOf = (user: TestUser, n: number, jwe: string) => ({ user: user.user, device: user.first.device, n, jwe });

/** What Ben sees below the message that Ann has really sent. */
async function benSees(rows: number): Promise<string[]> {
  await until(() => chat.atBen.rows().length >= 2 + rows);
  return lines(chat.atBen).slice(2);
}

async function forge(jwe: string, n = 2): Promise<string[]> {
  scene.server.forge(chat.stored, entryOf(scene.ann, n, jwe));
  return benSees(1);
}

async function wrongly(wrong: Partial<Message>, n?: number): Promise<string[]> {
  const made = await next(chat.stored, session, scene.ann.first, wrong);
  return forge(made.jwe, n ?? made.n);
}

describe('the envelope of a message', () => {
  test('that the rules allow is shown, so the others are refused for what is wrong with them', async () => {
    expect(await wrongly({})).toEqual(['Ann: forged']);
  });

  test('is refused when it is too large', async () => {
    const header = `{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"${session.thumbprint}"}`;
    expect(await forge(await encryptRaw(header, 'x'.repeat(50_000), session.k))).toEqual(['unreadable: size']);
  });

  test('is refused when its base64url is not canonical', async () => {
    const { jwe } = await next(chat.stored, session, scene.ann.first);
    expect(await forge(jwe.replace(/.$/, tag => ({ A: 'B', Q: 'R', g: 'h', w: 'x' })[tag]!))).toEqual(['unreadable: form']);
  });

  test('is refused when its header has another member, or another order', async () => {
    const { jws } = await inside(chat.stored, session);
    const zip = `{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","zip":"DEF","kid":"${session.thumbprint}"}`;
    expect(await forge(await encryptRaw(zip, jws, session.k))).toEqual(['unreadable: headers']);
  });

  test('is refused when it was changed on the way, with nothing said but that', async () => {
    const { jwe } = await next(chat.stored, session, scene.ann.first);
    const parts = jwe.split('.');
    parts[3] = (parts[3]!.startsWith('A') ? 'B' : 'A') + parts[3]!.slice(1);
    expect(await forge(parts.join('.'))).toEqual(['unreadable: decrypt']);
  });
});

describe('the session of a message', () => {
  async function planted(by: TestUser, wrong: Parameters<typeof plantSession>[3], message: Partial<Message> = {}): Promise<string[]> {
    const made = await plantSession(chat.stored, by.first, [scene.ann.first, scene.ben.first], wrong);
    const { jwe } = await firstMessage(chat.stored, made, by.first, { n: 2, prev: await H((await inside(chat.stored, session)).jws), ...message });
    scene.server.forge(chat.stored, { user: by.user, device: by.first.device, n: 2, jwe });
    return benSees(1);
  }

  test('may be another one of the same device', async () => {
    expect(await planted(scene.ann, {})).toEqual(['Ann: planted [recipients-differ]']);
  });

  test('must be known', async () => {
    const unknown = await newSessionKey();
    const { jwe } = await firstMessage(chat.stored, unknown, scene.ann.first);
    expect(await forge(jwe, 1)).toEqual(['unreadable: session-unknown']);
  });

  test('must be exactly of the form', async () => {
    const made = await plantSession(chat.stored, scene.ann.first, [scene.ben.first]);
    const stored = chat.stored.sessions.get(made.thumbprint)!;
    chat.stored.sessions.set(made.thumbprint, { ...stored, manifest: stored.manifest.replace('.', '.e') });
    expect(await forge((await firstMessage(chat.stored, made, scene.ann.first)).jwe)).toEqual(['unreadable: session-form']);
  });

  test('must have been made for this conversation', async () => {
    expect(await planted(scene.ann, { conv: await H('another') })).toEqual(['unreadable: session-conversation']);
  });

  test('must bear the name under which it is found', async () => {
    const made = await plantSession(chat.stored, scene.ann.first, [scene.ben.first]);
    const other = await plantSession(chat.stored, scene.ann.first, [scene.ben.first], { listedAs: made.thumbprint });
    expect(other.thumbprint).not.toBe(made.thumbprint);
    expect(await forge((await firstMessage(chat.stored, made, scene.ann.first)).jwe)).toEqual(['unreadable: session-name']);
  });

  test('must be signed by the one whose kid it names', async () => {
    expect(await planted(await scene.server.newUser('Cleo'), { kid: scene.ann.first.sig.kid })).toEqual(['unreadable: session-signature']);
  });

  test('must be signed by a device, not by a recovery key', async () => {
    const made = await plantSession(chat.stored, scene.ann.recovery!, [scene.ben.first]);
    expect(await forge((await firstMessage(chat.stored, made, scene.ann.first)).jwe)).toEqual(['unreadable: session-signer']);
  });

  test('must not be signed by a device that was revoked before', async () => {
    const lost = await scene.ann.addDevice();
    await scene.ann.drop(lost);
    scene.server.now += 60 * minute;
    const made = await plantSession(chat.stored, lost, [scene.ben.first], { iat: Math.floor(scene.server.now / 1000) });
    expect(await forge((await firstMessage(chat.stored, made, lost)).jwe)).toEqual(['unreadable: session-signer']);
  });

  test('must not be signed by a device whose certificate is on the revocation list, whatever its chain says', async () => {
    await scene.server.revoke(scene.ann.first.sig.kid);
    await new Promise(resolve => setTimeout(resolve, 50));
    scene.server.now += 60 * minute;
    expect(await planted(scene.ann, { iat: Math.floor(scene.server.now / 1000) })).toEqual(['unreadable: session-signer']);
  });

  test('must be signed by a member', async () => {
    expect(await planted(await scene.server.newUser('Cleo'), {})).toEqual(['unreadable: session-member']);
  });

  test('must name a room that exists', async () => {
    expect(await planted(scene.ann, { room: await H('another') })).toEqual(['unreadable: session-room']);
  });

  test('must hold the key that its maker signed for, not one that the server, or another member, put in its place', async () => {
    const other = await newSessionKey();
    expect(await planted(scene.ann, { k: other.k })).toEqual(['unreadable: session-key']);
  });

  test('whose key was replaced together with its envelope is refused', async () => {
    const made = await plantSession(chat.stored, scene.ann.first, [scene.ben.first]);
    const stored = chat.stored.sessions.get(made.thumbprint)!;
    const other = await newSessionKey();
    const jwe = await wrapSessionKey(other.k, stored.manifest, [await publicEnc(scene.ben.first)]);
    stored.recipients.set(scene.ben.first.enc.kid, { ...jwe.recipients[0]!, jwe });
    const { jwe: message } = await firstMessage(chat.stored, { thumbprint: made.thumbprint, k: other.k }, scene.ann.first);
    expect(await forge(message)).toEqual(['unreadable: session-key']);
  });

  test('that was not granted to this device is said to be so', async () => {
    const made = await plantSession(chat.stored, scene.ann.first, [scene.ann.first]);
    expect(await forge((await firstMessage(chat.stored, made, scene.ann.first)).jwe)).toEqual(['not-for-this-device: session-not-granted']);
  });
});

describe('the signature of a message', () => {
  test('by another member in this session is refused', async () => {
    expect(await forge((await next(chat.stored, session, scene.ben.first)).jwe)).toEqual(['unreadable: signature']);
  });

  test('in the name of its device by another key is refused', async () => {
    const { message } = await inside(chat.stored, session);
    const { jws: before } = await inside(chat.stored, session);
    const jws = await sign('chat-msg+jws', scene.ann.first.sig.kid, scene.ben.first.sig.key, pad({ ...message, n: 2, prev: await H(before) }));
    expect(await forge(await sealed(jws, session))).toEqual(['unreadable: signature']);
  });

  test('by its device under the name of another is refused', async () => {
    const { jws: before, message } = await inside(chat.stored, session);
    const jws = await sign('chat-msg+jws', scene.ben.first.sig.kid, scene.ann.first.sig.key, pad({ ...message, n: 2, prev: await H(before) }));
    expect(await forge(await sealed(jws, session))).toEqual(['unreadable: signature']);
  });

  test('over anything but a message is refused', async () => {
    const jws = await sign('chat-auth+jws', scene.ann.first.sig.kid, scene.ann.first.sig.key, { v: 1, aud: 'x', nonce: 'x', iat: 1 });
    expect(await forge(await sealed(jws, session))).toEqual(['unreadable: inner-form']);
  });

  test('by a device that had been dropped is refused', async () => {
    const made = await next(chat.stored, session, scene.ann.first);
    const second = await scene.ann.addDevice();
    await scene.ann.append(second.sig, { op: 'drop', device: scene.ann.first.device });
    scene.server.now += 60 * minute;
    expect(await forge(made.jwe)).toEqual(['unreadable: device-inactive']);
  });

  test('by a device that had been revoked is refused, whatever its chain says', async () => {
    const made = await next(chat.stored, session, scene.ann.first);
    await scene.server.revoke(scene.ann.first.sig.kid);
    await until(() => chat.benBrowser.requests.filter(request => request.endsWith('lists.pem')).length > 1);
    await new Promise(resolve => setTimeout(resolve, 50));
    scene.server.now += 60 * minute;
    expect(await forge(made.jwe)).toEqual(['unreadable: device-inactive']);
  });

  test('by a device that has just been dropped is shown, with a mark', async () => {
    const made = await next(chat.stored, session, scene.ann.first);
    const second = await scene.ann.addDevice();
    await scene.ann.drop(scene.ann.first, second.sig);
    await new Promise(resolve => setTimeout(resolve, 100));
    scene.server.now += minute;
    const [row] = await forge(made.jwe);
    expect(row).toContain('Ann: forged [sender-removed]');
  });
});

describe('what was signed must be what was delivered', () => {
  test('the conversation', async () => expect(await wrongly({ conv: await H('another') })).toEqual(['unreadable: conversation']));
  test('the session', async () => expect(await wrongly({ session: await H('another') })).toEqual(['unreadable: session']));
  test('the number', async () => expect(await wrongly({ n: 3 }, 2)).toEqual(['unreadable: number']));
  test('the author', async () => {
    const { n, jwe } = await next(chat.stored, session, scene.ann.first);
    scene.server.forge(chat.stored, { user: scene.ben.user, device: scene.ben.first.device, n, jwe });
    expect(await benSees(1)).toEqual(['unreadable: author']);
  });
});

describe('the room that a message names', () => {
  test('must exist; if not even asking helps, it is an alarm and nothing is sent', async () => {
    expect(await wrongly({ room: await H('withheld') })).toEqual(['unreadable: room-unknown']);
    await until(() => chat.atBen.status === 'alarm');
    expect(chat.atBen.notices.map(({ code }) => code)).toEqual(['room-unknown']);
    await expect(chat.atBen.send('x')).rejects.toMatchObject({ code: 'alarm' });
  });
});

describe('numbers and hashes between neighbours', () => {
  test('a message that the server withholds leaves a gap', async () => {
    const made = await next(chat.stored, session, scene.ann.first, { n: 4, prev: await H('withheld') });
    scene.server.forge(chat.stored, entryOf(scene.ann, 4, made.jwe));
    expect(await benSees(2)).toEqual(['gap: 2', 'Ann: forged']);
  });

  test('a number beyond all bounds is a gap like any other', async () => {
    expect(await wrongly({ n: Number.MAX_SAFE_INTEGER, prev: await H('x') })).toEqual([`gap: ${Number.MAX_SAFE_INTEGER - 2}`, 'Ann: forged']);
  });

  test('a message delivered again is dropped', async () => {
    const { n, jwe } = chat.stored.log[1] as { n: number; jwe: string };
    scene.server.forge(chat.stored, entryOf(scene.ann, n, jwe));
    await chat.atAnn.send('two');
    expect(await benSees(1)).toEqual(['Ann: two']);
  });

  test('two messages whose places the server has changed are not shown in the order it likes', async () => {
    const second = await next(chat.stored, session, scene.ann.first);
    const third = await next(chat.stored, session, scene.ann.first, { n: 3, prev: await H(second.jws) });
    for (const { n, jwe } of [third, second]) scene.server.forge(chat.stored, entryOf(scene.ann, n, jwe));
    await until(() => chat.atBen.rows().length >= 4);
    expect(lines(chat.atBen)).toEqual(['room-create', 'Ann: one', 'gap: 1', 'Ann: forged']);
  });

  test('another message under the same number is dropped, with a warning at the first', async () => {
    const made = await next(chat.stored, session, scene.ann.first, { n: 1, prev: null });
    scene.server.forge(chat.stored, entryOf(scene.ann, 1, made.jwe));
    await until(() => lines(chat.atBen)[1] === 'Ann: one [repeat-differs]');
    expect(chat.atBen.rows()).toHaveLength(2);
  });

  test('a message that follows another one than we saw is refused', async () => {
    expect(await wrongly({ prev: await H('another') })).toEqual(['unreadable: prev']);
  });

  test('an answer to something that is not here gets a mark', async () => {
    expect(await wrongly({ seen: await H('withheld') })).toEqual(['Ann: forged [seen-missing]']);
  });

  test('other recipients than the reader works out get a mark', async () => {
    expect(await wrongly({ to: await H('others') })).toEqual(['Ann: forged [recipients-differ]']);
  });
});

describe('what this version does not know', () => {
  test('is shown as such', async () => {
    const made = await next(chat.stored, session, scene.ann.first, { body: { t: 'hologram' } });
    expect(await forge(made.jwe)).toEqual(['update-needed']);
  });
});
