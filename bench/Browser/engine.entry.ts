// The client's own engine, opened a second time in a page of the host: what the thousand-messages measure drives.
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, generateKeyPair } from 'jose';
import { openEngine } from '../../BlazorChat.Web/Client/messages/open-engine';
import type { Conversation } from '../../BlazorChat.Web/Client/messages/types';

/** The payload of a text of 100 characters, padded as the protocol asks. */
const payload = new TextEncoder().encode(JSON.stringify({ text: 'x'.repeat(740) }));

/**
 * What a message costs without a chat around it, on this machine at this hour (the floor of docs/protocol.md): so many messages made one after the
 * other, signed (PS256) and encrypted (dir, A256GCM) in compact form by the library alone, then all of them decrypted, verified and parsed.
 */
export async function floor(_who: unknown, _peer: string, count: number): Promise<number[]> {
  const { privateKey, publicKey } = await generateKeyPair('PS256', { modulusLength: 3072 });
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const made: string[] = [];
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    const jws = await new CompactSign(payload).setProtectedHeader({ alg: 'PS256' }).sign(privateKey);
    made.push(await new CompactEncrypt(new TextEncoder().encode(jws)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key));
  }
  const sealed = performance.now();
  await Promise.all(made.map(async (jwe) => {
    const { plaintext } = await compactDecrypt(jwe, key);
    JSON.parse(new TextDecoder().decode((await compactVerify(plaintext, publicKey)).payload));
  }));
  return [sealed - began, performance.now() - sealed];
}

const until = (conversation: Conversation, done: () => boolean): Promise<void> => new Promise((resolve) => {
  const look = (): void => {
    if (!done()) return;
    stop();
    resolve();
  };
  const stop = conversation.subscribe(look);
  look();
});
const messages = (conversation: Conversation) => conversation.rows().filter((row) => row.kind === 'message');

/** Sends so many texts at once: when all stood in the outbox, and when each had its place in the log. */
export async function send(who: { user: string; device: string }, peer: string, count: number): Promise<number[]> {
  const engine = await openEngine(who);
  const conversation = engine.conversation({ peer });
  await until(conversation, () => conversation.status === 'ready');
  await conversation.send('the first one makes the conversation and the session');
  await until(conversation, () => messages(conversation).at(-1)?.state === 'sent');
  const began = performance.now();
  await Promise.all([...Array(count).keys()].map((i) => conversation.send(`Message ${i} `.padEnd(100, 'x'))));
  const queued = performance.now() - began;
  await until(conversation, () => messages(conversation).length > count && messages(conversation).every((row) => row.kind === 'message' && row.state === 'sent'));
  const took = performance.now() - began;
  engine.stop();
  return [queued, took];
}

/** Opens the conversation with an empty memory and pages back until so many texts are readable. */
export async function read(who: { user: string; device: string }, peer: string, count: number): Promise<number[]> {
  const engine = await openEngine(who);
  const conversation = engine.conversation({ peer });
  const began = performance.now();
  await until(conversation, () => conversation.status === 'ready');
  while (messages(conversation).length < count && await conversation.loadOlder());
  const took = performance.now() - began;
  const got = messages(conversation).length;
  engine.stop();
  if (got < count) throw new Error(`only ${got} messages`);
  return [took];
}
