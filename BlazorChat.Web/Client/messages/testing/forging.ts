import { isMessage, type MessageEntry } from '../../api';
import { bytesOf } from '../../crypto/base64url';
import { H, hashRecipients } from '../../crypto/hash';
import { pad, read, sign } from '../../crypto/jws';
import { textOf } from '../../crypto/base64url';
import { openMessage, readMessage, sealMessage } from '../../crypto/message-jwe';
import type { Message } from '../../crypto/payloads';
import { importSessionKey, newSessionKey, wrapSessionKey, type EncryptionKey, type SessionKey } from '../../crypto/session-key';
import { openDatabase, SessionKeys, Vault } from '../../keys';
import type { TestBrowser } from './browser';
import type { Stored } from './server';
import type { Keys } from './user';

/** The key of a session as a member's browser holds it: insiders can be attackers too. */
export async function stolenKey(browser: TestBrowser, stored: Stored, id = [...stored.sessions.keys()].at(-1)!): Promise<SessionKey> {
  const db = await openDatabase(undefined, browser.databaseName);
  const { user } = browser.user;
  const found = await new SessionKeys(db, user, await Vault.open(db, user)).find(stored.conv, id);
  db.close();
  return found!;
}

export const lastMessage = (stored: Stored): MessageEntry => stored.log.filter(isMessage).at(-1)!;

/** What is inside a message, for who has the key. */
export async function inside(stored: Stored, session: SessionKey, entry = lastMessage(stored)): Promise<{ jws: string; message: Message }> {
  const jws = await openMessage(readMessage(entry.jwe), await importSessionKey(session.k));
  return { jws: textOf(jws), message: read(jws, 'chat-msg+jws').payload };
}

export const sealed = async (jws: string, session: SessionKey): Promise<string> =>
  sealMessage(jws, session.thumbprint, await importSessionKey(session.k));

/** The message that would follow the last one, signed by whoever, with whatever is wrong about it. */
export async function next(stored: Stored, session: SessionKey, by: Keys, wrong: Partial<Message> = {}): Promise<{ n: number; jwe: string; jws: string }> {
  const { jws: before, message } = await inside(stored, session);
  const payload = pad({
    ...message, n: message.n + 1, prev: await H(before), id: crypto.randomUUID(),
    body: { t: 'text', text: 'forged', reply: null, mentions: [] }, ...wrong,
  });
  const jws = await sign('chat-msg+jws', by.sig.kid, by.sig.key, payload);
  return { n: payload.n, jwe: await sealed(jws, session), jws };
}

export const publicEnc = async ({ enc }: Keys): Promise<EncryptionKey> => ({
  kid: enc.kid, key: await crypto.subtle.importKey('spki', enc.spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']),
});

export interface SessionWrong {
  readonly conv?: string;
  readonly key?: string;
  readonly room?: string;
  readonly iat?: number;
  /** Signs in the name of another. */
  readonly kid?: string;
  /** Another key than the one the manifest names. */
  readonly k?: string;
  readonly listedAs?: string;
}

/** Puts a session on the server past all its rules, with keys for these receivers. */
export async function plantSession(stored: Stored, by: Keys, to: readonly Keys[], wrong: SessionWrong = {}): Promise<SessionKey> {
  const session = await newSessionKey();
  const manifest = await sign('chat-session+jws', wrong.kid ?? by.sig.kid, by.sig.key, {
    v: 1, conv: wrong.conv ?? stored.conv, key: wrong.key ?? session.thumbprint, room: wrong.room ?? stored.chain.head!,
    iat: wrong.iat ?? stored.chain.iat,
  });
  const jwe = await wrapSessionKey(wrong.k ?? session.k, manifest, await Promise.all(to.map(publicEnc)));
  stored.sessions.set(wrong.listedAs ?? session.thumbprint, {
    manifest, at: stored.log.at(-1)!.at, signer: { user: '', device: by.device }, jwe,
    recipients: new Map(jwe.recipients.map(recipient => [recipient.header.kid, { ...recipient, jwe }])),
  });
  return session;
}

/** A whole message of a planted session, the first of its device. */
export async function firstMessage(stored: Stored, session: SessionKey, by: Keys, wrong: Partial<Message> = {}): Promise<{ n: number; jwe: string }> {
  const payload = pad({
    v: 1, conv: stored.conv, session: session.thumbprint, room: stored.chain.head!, to: await hashRecipients([]), n: 1, prev: null,
    seen: null, id: crypto.randomUUID(), iat: stored.chain.iat, body: { t: 'text', text: 'planted', reply: null, mentions: [] }, ...wrong,
  });
  return { n: payload.n, jwe: await sealed(await sign('chat-msg+jws', by.sig.kid, by.sig.key, payload), session) };
}

/** Any header, any text, really encrypted. */
export async function encryptRaw(header: string, plaintext: string, k: string): Promise<string> {
  const b64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const raw = Uint8Array.from(atob(k.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const protectedHeader = b64(bytesOf(header));
  const gcm = { name: 'AES-GCM', iv, additionalData: bytesOf(protectedHeader) };
  const data = new Uint8Array(await crypto.subtle.encrypt(gcm, key, bytesOf(plaintext)));
  return [protectedHeader, '', b64(iv), b64(data.slice(0, -16)), b64(data.slice(-16))].join('.');
}
