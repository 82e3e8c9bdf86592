import type { Api } from '../api';
import type { Recipient } from '../chains/person';
import type { Room } from '../chains/room';
import { sign } from '../crypto/jws';
import { newSessionKey, wrapSessionKey, type SessionKey } from '../crypto/session-key';
import type { DeviceKeys, SessionKeys } from '../keys';

/** A new message key for a conversation, given to every device and recovery key of its members, our own included. */
export async function makeSession(
  api: Api, room: Room, recipients: readonly Recipient[], device: DeviceKeys, keys: SessionKeys, now: number,
): Promise<{ readonly session: SessionKey; readonly manifest: string }> {
  const { chain, conv } = room;
  const session = await newSessionKey();
  // Signers take the larger of their clock and the predecessor's time: a fast clock elsewhere must not stop us.
  const iat = Math.max(Math.floor(now / 1000), chain.iat);
  const manifest = await sign('chat-session+jws', device.sig.kid, device.sig.key,
    { v: 1, conv, key: session.thumbprint, room: chain.head!, iat });
  const jwe = await wrapSessionKey(session.k, manifest, recipients);
  await api.postSession(conv, manifest, jwe);
  await keys.save(conv, session);
  return { session, manifest };
}

/** The same key for those who joined since, under the manifest that was posted. */
export async function grantSession(
  api: Api, room: Room, manifest: string, session: SessionKey, recipients: readonly Recipient[],
): Promise<void> {
  await api.grant(room.conv, session.thumbprint, await wrapSessionKey(session.k, manifest, recipients));
}
