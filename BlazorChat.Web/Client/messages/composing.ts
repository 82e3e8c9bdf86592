import { H, hashRecipients } from '../crypto/hash';
import { pad, sign } from '../crypto/jws';
import { sealMessage } from '../crypto/message-jwe';
import { bytesOf } from '../crypto/base64url';
import { importSessionKey } from '../crypto/session-key';
import type { Room } from '../chains/room';
import type { Recipient } from '../chains/person';
import { whatIsDue, type CurrentSession } from '../sessions/due';
import { grantSession, makeSession } from '../sessions/make';
import { recipientsOf } from '../sessions/recipients';
import type { Envelope, Unsent } from './outbox';
import type { SendingState } from './sending-state';
import { SendError } from './types';
import { iatAfter, type World } from './world';

/** As JSON, in bytes: the rest of a payload of 35 KB is names, hashes and padding. */
const maxTextBytes = 34 * 1024;

/** What a person typed, if it can be sent. */
export function checkText(text: string): void {
  if (text.trim() === '') throw new SendError('empty');
  if (bytesOf(JSON.stringify(text)).length > maxTextBytes) throw new SendError('too-long');
}

/** A session that exactly the recipients of now can open: the one in use, with newcomers let in, or a new one. */
export async function sessionToSend(world: World, room: Room, current: CurrentSession | null): Promise<CurrentSession> {
  const recipients = await recipientsOf(room, world.people);
  const next = whatIsDue(current, recipients.map(({ kid }) => kid), room.chain.sharesHistory, world.clock());
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

/** Signs and encrypts. `seen`: hash of the newest verified message of another device. */
export async function seal(
  world: World, room: Room, { n, prev }: SendingState, session: CurrentSession, unsent: Unsent, seen: string | null,
): Promise<Envelope> {
  const payload = pad({
    v: 1, conv: room.conv, session: session.id, room: room.chain.head!, to: await hashRecipients(session.granted),
    n: n + 1, prev, seen, id: unsent.id, iat: iatAfter(world.clock, 0),
    body: { t: 'text', text: unsent.text, reply: null, mentions: [] },
  });
  const jws = await sign('chat-msg+jws', world.device.sig.kid, world.device.sig.key, payload);
  const key = await world.keys.find(room.conv, session.id);
  if (key === null) throw new SendError('storage');
  const jwe = await sealMessage(jws, session.id, await importSessionKey(key.k));
  return { n: n + 1, hash: await H(jws), jwe };
}
