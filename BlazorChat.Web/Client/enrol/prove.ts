import { sign } from '../crypto/jws';
import type { DeviceKeys } from '../keys/device-keys';
import type { Context } from './context';

/** Binds the session to this device: a nonce of the server, this page's origin and the time, signed by the device. */
export async function prove({ api, origin, now, progress }: Context, { sig }: DeviceKeys): Promise<void> {
  progress('proof');
  const nonce = await api.nonce();
  const iat = Math.floor(now() / 1000);
  await api.bindDevice(await sign('chat-auth+jws', sig.kid, sig.key, { v: 1, aud: origin, nonce, iat }));
}
