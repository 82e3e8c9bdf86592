import { H, hashRecipients } from '../crypto/hash';
import { pad, sign } from '../crypto/jws';
import { sealMessage } from '../crypto/message-jwe';
import { bytesOf } from '../crypto/base64url';
import { importSessionKey } from '../crypto/session-key';
import type { Room } from '../chains/room';
import type { Recipient } from '../chains/person';
import { whatIsDue, type CurrentSession, type Next } from '../sessions/due';
import { grantSession, makeSession } from '../sessions/make';
import { recipientsNow } from '../sessions/recipients';
import type { Envelope, Unsent } from './outbox';
import type { SendingState } from './sending-state';
import { SendError } from './types';
import { iatAfter, type World } from './world';

/** As JSON, in bytes: the rest of a payload of 35 KB is names, hashes and padding. */
const maxTextBytes = 34 * 1024;
/** A uuid in quotes, and a comma. */
const mentionBytes = 39;

/** What a person typed, if it can be sent. */
export function checkText(text: string, mentions: readonly string[] = []): void {
  if (text.trim() === '') throw new SendError('empty');
  if (bytesOf(JSON.stringify(text)).length + mentions.length * mentionBytes > maxTextBytes) throw new SendError('too-long');
}

/** A session that exactly the recipients of now can open: the one in use, with newcomers let in, or a new one. */
export async function sessionToSend(world: World, room: Room, current: CurrentSession | null): Promise<CurrentSession> {
  const { recipients, next } = await dueNow(world, room, current);
  if (current === null || next.act === 'make') return make(world, room, recipients);
  if (next.act === 'keep') return current;
  const key = await world.keys.find(room.conv, current.id);
  if (key === null) return make(world, room, recipients);
  const added = recipients.filter(({ kid }) => next.kids.includes(kid));
  await grantSession(world.api, room, current.manifest, key, added);
  return { ...current, granted: [...current.granted, ...next.kids] };
}

async function make(world: World, room: Room, recipients: readonly Recipient[]): Promise<CurrentSession> {
  const madeAt = world.clock();
  const { session, manifest } = await makeSession(world.api, room, recipients, world.device, world.keys, madeAt);
  return { id: session.thumbprint, manifest, madeAt, count: 0, granted: recipients.map(({ kid }) => kid) };
}

/** Whether exactly the recipients of now have this session, and it is not worn out. */
export async function isSessionGood(world: World, room: Room, session: CurrentSession): Promise<boolean> {
  return (await dueNow(world, room, session)).next.act === 'keep';
}

async function dueNow(world: World, room: Room, current: CurrentSession | null): Promise<{ readonly recipients: readonly Recipient[]; readonly next: Next }> {
  const recipients = await recipientsNow(room, world.people);
  return { recipients, next: whatIsDue(current, recipients.map(({ kid }) => kid), room.chain.sharesHistory, world.clock()) };
}

/** Signs and encrypts. Keeps the key of the last session at hand. */
export class Sealer {
  private current: { readonly id: string; readonly key: CryptoKey } | null = null;

  constructor(private readonly world: World) {}

  /** `seen`: hash of the newest verified message of another device. */
  async seal(room: Room, { n, prev }: SendingState, session: CurrentSession, unsent: Unsent, seen: string | null): Promise<Envelope> {
    const { clock, device } = this.world;
    const payload = pad({
      v: 1, conv: room.conv, session: session.id, room: room.chain.head!, to: await hashRecipients(session.granted),
      n: n + 1, prev, seen, id: unsent.id, iat: iatAfter(clock, 0),
      body: unsent.body,
    });
    const jws = await sign('chat-msg+jws', device.sig.kid, device.sig.key, payload);
    const [jwe, hash] = await Promise.all([sealMessage(jws, session.id, await this.keyOf(room.conv, session.id)), H(jws)]);
    return { n: n + 1, prev, hash, jwe };
  }

  private async keyOf(conv: string, id: string): Promise<CryptoKey> {
    if (this.current?.id !== id) {
      const key = await this.world.keys.find(conv, id);
      if (key === null) throw new SendError('storage');
      this.current = { id, key: await importSessionKey(key.k) };
    }
    return this.current.key;
  }
}
