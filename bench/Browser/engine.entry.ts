// The client's own engine, opened a second time in a page of the host: what the thousand-messages measure drives.
import { openEngine } from '../../BlazorChat.Web/Client/messages/open-engine';
import type { Conversation } from '../../BlazorChat.Web/Client/messages/types';

/** The bytes that are signed, and the bytes that are encrypted, of a text of 100 characters. */
const signedBytes = 1200;
const sealedBytes = 1750;

/** What WebCrypto alone takes on this machine at this hour: signing and encrypting so many messages one after the other, decrypting and verifying them. */
export async function floor(_who: unknown, _peer: string, count: number): Promise<number[]> {
  const pss = { name: 'RSA-PSS', saltLength: 32 };
  const rsa = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(rsa, false, ['sign', 'verify']);
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const [input, inner] = [new Uint8Array(signedBytes), new Uint8Array(sealedBytes)];
  const made: { signature: ArrayBuffer; iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }[] = [];
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const signature = await crypto.subtle.sign(pss, privateKey, input);
    made.push({ signature, iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, inner) });
  }
  const sealed = performance.now();
  await Promise.all(made.map(async (message) => {
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv: message.iv }, key, message.sealed);
    if (!await crypto.subtle.verify(pss, publicKey, message.signature, input)) throw new Error('not verified');
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

/** Sends so many texts: when all stood in the outbox, and when each had its place in the log. */
export async function send(who: { user: string; device: string }, peer: string, count: number): Promise<number[]> {
  const engine = await openEngine(who);
  const conversation = engine.conversation({ peer });
  await until(conversation, () => conversation.status === 'ready');
  await conversation.send('the first one makes the conversation and the session');
  await until(conversation, () => messages(conversation).at(-1)?.state === 'sent');
  const began = performance.now();
  for (let i = 0; i < count; i++) await conversation.send(`Message ${i} `.padEnd(100, 'x'));
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
