import { bytesOf, encode } from '../../crypto/base64url';
import { H } from '../../crypto/hash';
import type { ChainRefusal } from '../refusal';
import type { TestKey } from './keys';
import { signText, startIat, testDevice, UserChainWriter, type TestDevice } from './writers';

export interface UserCase {
  readonly name: string;
  readonly user: string;
  readonly entries: readonly string[];
  /** How many entries from the start are valid. */
  readonly valid: number;
  /** Why the next one is refused. */
  readonly refusal: ChainRefusal | null;
}

type Build = (chain: UserChainWriter, cast: UserCast) => Promise<unknown>;
export interface UserCast {
  readonly phone: TestDevice;
  readonly laptop: TestDevice;
  readonly tablet: TestDevice;
  readonly recovery: TestDevice;
  readonly recovery2: TestDevice;
  /** Signs, but is in no chain. */
  readonly stranger: TestDevice;
}

export async function userCast(): Promise<UserCast> {
  const [phone, laptop, tablet, recovery, recovery2, stranger] = await Promise.all(Array.from({ length: 6 }, () => testDevice()));
  return { phone: phone!, laptop: laptop!, tablet: tablet!, recovery: recovery!, recovery2: recovery2!, stranger: stranger! };
}

const { fields } = UserChainWriter;

export const validUserChains: Record<string, Build> = {
  'first alone': (c, { phone }) => c.first(phone),
  'first, recovery': async (c, { phone, recovery }) => { await c.first(phone); await c.recovery(recovery, phone.sig); },
  'a device adds another, which drops the first': async (c, { phone, laptop }) => {
    await c.first(phone); await c.add(laptop, phone.sig); await c.drop(phone, laptop.sig);
  },
  'a device drops itself': async (c, { phone, laptop }) => {
    await c.first(phone); await c.add(laptop, phone.sig); await c.drop(laptop, laptop.sig);
  },
  'the recovery key adds a device and is then replaced by it': async (c, { phone, laptop, recovery, recovery2 }) => {
    await c.first(phone); await c.recovery(recovery, phone.sig); await c.add(laptop, recovery.sig); await c.recovery(recovery2, laptop.sig);
  },
  'the recovery key drops the last device, adds another, and names its own successor': async (c, { phone, laptop, recovery, recovery2 }) => {
    await c.first(phone); await c.recovery(recovery, phone.sig); await c.drop(phone, recovery.sig);
    await c.add(laptop, recovery.sig); await c.recovery(recovery2, recovery.sig);
  },
  'a reset drops devices and recovery key and makes a new base': async (c, { phone, laptop, tablet, recovery, recovery2 }) => {
    await c.first(phone); await c.recovery(recovery, phone.sig); await c.add(laptop, phone.sig); await c.reset(tablet);
    await c.recovery(recovery2, tablet.sig);
  },
  'two resets': async (c, { phone, laptop, tablet }) => { await c.first(phone); await c.reset(laptop); await c.reset(tablet); },
  'entries of the same second': async (c, { phone, laptop }) => { await c.first(phone); c.iat = startIat; await c.add(laptop, phone.sig); },
  'ten devices': async (c, { phone }) => { await c.first(phone); for (let i = 0; i < 9; i++) await c.append(phone.sig, await unused(i)); },
  'a device takes the place of one of ten': async (c, { phone, laptop }) => {
    await c.first(phone); await c.add(laptop, phone.sig);
    for (let i = 0; i < 8; i++) await c.append(phone.sig, await unused(i));
    await c.drop(laptop, phone.sig); await c.append(phone.sig, await unused(8));
  },
};

/** The last entry of each is refused with the code before the colon. */
export const refusedUserChains: Record<string, Build> = {
  'op: begins with add': async (c, { phone }) => c.append(phone.sig, fields('add', phone), { n: 1, prev: await H('x') }),
  'op: begins with reset': async (c, { phone }) => c.append(phone.sig, fields('reset', phone), { n: 1, prev: await H('x') }),
  'op: a second first': after((c, { laptop }) => c.append(laptop.sig, fields('first', laptop), { n: 0, prev: null })),
  'user: another user in the first entry': (c, { phone }) => c.append(phone.sig, fields('first', phone), { user: crypto.randomUUID() }),
  'user: another user later': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { user: crypto.randomUUID() })),
  'form: first with a number of its own': (c, { phone }) => c.append(phone.sig, fields('first', phone), { n: 1 }),
  'n: leaves one out': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { n: 2 })),
  'n: comes twice': after(async (c, { phone, laptop, tablet }) => {
    await c.add(laptop, phone.sig); await c.append(phone.sig, fields('add', tablet), { n: 1 });
  }),
  'form: the first names a predecessor': async (c, { phone }) => c.append(phone.sig, fields('first', phone), { prev: await H('x') }),
  'form: prev is null later': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { prev: null })),
  'prev: another entry': after(async (c, { phone, laptop, tablet }) => {
    await c.add(laptop, phone.sig); await c.append(phone.sig, fields('add', tablet), { prev: await c.hash(0) });
  }),
  'iat: before its predecessor': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { iat: startIat - 1 })),
  'signer: first signed by another key': (c, { phone, laptop }) => c.append(laptop.sig, fields('first', phone)),
  'signer: add signed by the new device itself': after((c, { laptop }) => c.add(laptop, laptop.sig)),
  'signer: add signed by a stranger': after((c, { laptop, stranger }) => c.add(laptop, stranger.sig)),
  'signer: add signed by a dropped device': after(async (c, { phone, laptop, tablet }) => {
    await c.add(laptop, phone.sig); await c.drop(laptop, phone.sig); await c.add(tablet, laptop.sig);
  }),
  'signer: drop signed by a dropped device': after(async (c, { phone, laptop }) => {
    await c.add(laptop, phone.sig); await c.drop(laptop, phone.sig); await c.drop(phone, laptop.sig);
  }),
  'signer: add signed by the replaced recovery key': after(async (c, { phone, laptop, recovery, recovery2 }) => {
    await c.recovery(recovery, phone.sig); await c.recovery(recovery2, phone.sig); await c.add(laptop, recovery.sig);
  }),
  'signer: recovery signed by the new recovery key': after((c, { recovery }) => c.recovery(recovery, recovery.sig)),
  'signer: reset signed by an old device': after((c, { phone, laptop }) => c.append(phone.sig, fields('reset', laptop))),
  'signer: a device from before the reset': after(async (c, { phone, laptop, tablet }) => {
    await c.reset(laptop); await c.add(tablet, phone.sig);
  }),
  'signer: the recovery key from before the reset': after(async (c, { phone, laptop, tablet, recovery }) => {
    await c.recovery(recovery, phone.sig); await c.reset(laptop); await c.add(tablet, recovery.sig);
  }),
  'signature: kid of a device, signature of a stranger': after(async (c, { phone, laptop, stranger }) =>
    c.append({ ...stranger.sig, kid: phone.sig.kid }, fields('add', laptop))),
  'signature: payload changed after signing': after(async (c, { phone, laptop }) => {
    const [head, body, signature] = (await c.make(phone.sig, fields('add', laptop))).split('.') as [string, string, string];
    const text = atob(body.replaceAll('-', '+').replaceAll('_', '/')).replace(laptop.device, crypto.randomUUID());
    c.entries.push([head, encode(bytesOf(text)), signature].join('.'));
  }),
  'device-reused: a device comes back with new keys': after(async (c, { phone, laptop, tablet }) => {
    await c.add(laptop, phone.sig); await c.drop(laptop, phone.sig);
    await c.append(phone.sig, fields('add', tablet), { device: laptop.device });
  }),
  'device-reused: a reset by a device that is already here': after((c, { phone, laptop }) =>
    c.append(laptop.sig, fields('reset', laptop), { device: phone.device })),
  'key-reused: the signing key of another device': after((c, { phone, laptop }) =>
    c.append(phone.sig, fields('add', laptop), { sig: phone.sig.kid })),
  'key-reused: the signing key of a dropped device': after(async (c, { phone, laptop, tablet }) => {
    await c.add(laptop, phone.sig); await c.drop(laptop, phone.sig);
    await c.append(phone.sig, fields('add', tablet), { sig: laptop.sig.kid });
  }),
  'key-reused: an enc key as signing key': after((c, { phone, laptop }) =>
    c.append(phone.sig, fields('add', laptop), { sig: phone.encKid })),
  'key-reused: one key for both uses': after((c, { phone, laptop }) =>
    c.append(phone.sig, fields('add', laptop), { enc: laptop.sig.kid })),
  'key-reused: first with one key for both uses': (c, { phone }) => c.append(phone.sig, fields('first', phone), { enc: phone.sig.kid }),
  'key-reused: the key of an earlier recovery pair': after(async (c, { phone, recovery, recovery2 }) => {
    await c.recovery(recovery, phone.sig); await c.recovery(recovery2, phone.sig); await c.recovery(recovery, phone.sig);
  }),
  'key-reused: a reset by a device from before': after((c, { phone }) =>
    c.append(phone.sig, fields('reset', phone), { device: crypto.randomUUID() })),
  'no-such-device: dropped twice': after(async (c, { phone, laptop }) => {
    await c.add(laptop, phone.sig); await c.drop(laptop, phone.sig); await c.drop(laptop, phone.sig);
  }),
  'no-such-device: never added': after((c, { phone, stranger }) => c.drop(stranger, phone.sig)),
  'no-such-device: gone with the reset': after(async (c, { phone, laptop }) => { await c.reset(laptop); await c.drop(phone, laptop.sig); }),
  'too-many-devices: an eleventh': after(async (c, { phone }) => {
    for (let i = 0; i < 10; i++) await c.append(phone.sig, await unused(i));
  }),
  'version: a later one': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { v: 2 })),
  'form: version 0': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { v: 0 })),
  'form: an unknown member': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { name: 'x' })),
  'form: a missing member': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { enc: undefined })),
  'form: an unknown operation': after((c, { phone, laptop }) => c.append(phone.sig, { ...fields('add', laptop), op: 'swap' })),
  'form: members in another order': after((c, { phone, laptop }) =>
    c.append(phone.sig, { op: 'add', sig: laptop.sig.kid, device: laptop.device, enc: laptop.encKid })),
  'form: a device in upper case': after((c, { phone, laptop }) =>
    c.append(phone.sig, fields('add', laptop), { device: laptop.device.toUpperCase() })),
  'form: the device is "recovery"': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { device: 'recovery' })),
  'form: iat is a fraction': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { iat: startIat + 0.5 })),
  'form: iat beyond 2^53-1': after((c, { phone, laptop }) => c.append(phone.sig, fields('add', laptop), { iat: 2 ** 53 })),
  'form: a name twice': afterText((text) => text.replace('"op":"add"', '"op":"add","op":"add"')),
  'form: a blank': afterText((text) => text.replace('"op":"add"', '"op": "add"')),
  'form: an escape where none is needed': afterText((text) => text.replace('"op":"add"', '"op":"\\u0061dd"')),
  'form: a number in another spelling': afterText((text) => text.replace('"n":1', '"n":1e0')),
  'form: another type in the header': after(async (c, { phone, laptop }) => {
    const body = JSON.parse(payloadText(await c.make(phone.sig, fields('add', laptop)))) as unknown;
    c.entries.push(await signText('chat-room+jws', phone.sig, JSON.stringify(body)));
  }),
  'form: base64url with stray bits': after(async (c, { phone, laptop }) => {
    const jws = await c.make(phone.sig, fields('add', laptop));
    c.entries.push(jws.replace(/\.([^.]*)\./, (_, body: string) => `.${withStrayBits(body)}.`));
  }),
};

/** A first entry, then the rest. */
function after(rest: Build): Build {
  return async (chain, cast) => { await chain.first(cast.phone); await rest(chain, cast); };
}

function afterText(change: (text: string) => string): Build {
  return after(async (chain, { phone, laptop }) => {
    const text = payloadText(await chain.make(phone.sig, fields('add', laptop)));
    chain.entries.push(await signText('chat-user+jws', phone.sig, change(text)));
  });
}

const payloadText = (jws: string) => atob(jws.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'));

/** The same bytes for a lenient decoder; where no bits are unused, a padding character. */
function withStrayBits(body: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return body.length % 4 === 0 ? `${body}=` : body.slice(0, -1) + alphabet[alphabet.indexOf(body.at(-1)!) + 1]!;
}

/** Devices that never sign need no key. */
async function unused(i: number): Promise<Record<string, unknown>> {
  return { op: 'add', device: crypto.randomUUID(), sig: await H(`sig ${i}`), enc: await H(`enc ${i}`) };
}

export async function buildUserCase(name: string, build: Build, cast: UserCast, refused: boolean): Promise<UserCase> {
  const chain = new UserChainWriter();
  await build(chain, cast);
  const refusal = refused ? name.slice(0, name.indexOf(':')) as ChainRefusal : null;
  return { name, user: chain.user, entries: chain.entries, valid: chain.entries.length - (refused ? 1 : 0), refusal };
}

export const keysOf = (cast: Readonly<Record<string, { readonly sig: TestKey }>>) =>
  Object.fromEntries(Object.values(cast).map(({ sig }) => [sig.kid, sig.jwk]));
