import {
  boolean, type Shape, type TypeOf, hash43, integer, isObject, list, literal, matching, nothing, nullable, object, oneOf, pair, text, uuid,
} from './canonical';

// The signed payloads of protocol.md, member by member in the order they stand.

const v = literal(1);
const iat = integer(0);
const prev = nullable(hash43);
const role = oneOf(literal('admin'), literal('member'));

const later = integer(1);
const userOp = <Op extends string>(op: Op) => ({ v, user: uuid, n: later, prev: hash43, op: literal(op) });
export const userEntry = oneOf(
  object({ v, user: uuid, n: literal(0), prev: nothing, op: literal('first'), device: uuid, sig: hash43, enc: hash43, iat }),
  object({ ...userOp('add'), device: uuid, sig: hash43, enc: hash43, iat }),
  object({ ...userOp('drop'), device: uuid, iat }),
  object({ ...userOp('recovery'), sig: hash43, enc: hash43, iat }),
  object({ ...userOp('reset'), device: uuid, sig: hash43, enc: hash43, iat }),
);
export type UserEntry = TypeOf<typeof userEntry>;

/** One request, so one limit: 64 KB of JWS hold fewer members than `Conversations:MaxMembers`. */
const maxCreated = 2000;
const roomOp = <Op extends string>(op: Op) => ({ v, conv: hash43, n: later, prev: hash43, op: literal(op) });
export const roomEntry = oneOf(
  object({
    v, conv: nothing, n: literal(0), prev: nothing, op: literal('create'),
    kind: oneOf(literal('dm'), literal('private'), literal('open')),
    history: oneOf(literal('none'), literal('shared')),
    members: list(object({ user: uuid, base: hash43, role }), 1, maxCreated),
    iat,
  }),
  object({ ...roomOp('add'), user: uuid, base: hash43, role, iat }),
  object({ ...roomOp('remove'), user: uuid, iat }),
  object({ ...roomOp('role'), user: uuid, role, iat }),
  object({ ...roomOp('leave'), user: uuid, iat }),
  object({ ...roomOp('succeed'), user: uuid, iat }),
);
export type RoomEntry = TypeOf<typeof roomEntry>;

export const manifest = object({ v, conv: hash43, key: hash43, room: hash43, iat });
export type Manifest = TypeOf<typeof manifest>;

export const deviceProof = object({ v, aud: text(255, 1), nonce: matching(/^[A-Za-z0-9_-]{1,128}$/), iat });
export type DeviceProof = TypeOf<typeof deviceProof>;

const maxText = 35 * 1024;
const knownTypes = ['text', 'edit', 'delete', 'reaction'];
/** A body we do not know is not an error: it is shown as "needs a newer version". */
const unknownBody: Shape<{ readonly t: string }> = {
  is: (value): value is { t: string } => isObject(value) && typeof value['t'] === 'string' && !knownTypes.includes(value['t']),
};
export const knownBody = oneOf(
  object({ t: literal('text'), text: text(maxText, 1), reply: nullable(hash43), mentions: list(uuid, 0, 2000) }),
  object({ t: literal('edit'), target: hash43, text: text(maxText, 1) }),
  object({ t: literal('delete'), target: hash43 }),
  object({ t: literal('reaction'), target: hash43, emoji: text(64, 1), on: boolean }),
);
export type KnownBody = TypeOf<typeof knownBody>;
/** What people send: the bodies that wait in an outbox. */
export type TextBody = Extract<KnownBody, { t: 'text' }>;
export type Outgoing = Extract<KnownBody, { t: 'text' | 'edit' | 'delete' }>;
export const isKnownBody = (body: Message['body']): body is KnownBody => knownTypes.includes(body.t);

export const message = object({
  v, conv: hash43, session: hash43, room: hash43, to: hash43, n: integer(1), prev, seen: nullable(hash43), id: uuid, iat,
  body: oneOf<[typeof knownBody, typeof unknownBody]>(knownBody, unknownBody),
  pad: matching(/^0{0,255}$/),
});
export type Message = TypeOf<typeof message>;

/** Characters. With the envelopes around it stays under the 64 KB the server takes, in letters of two bytes each too. */
export const maxOwnContent = 12 * 1024;
/** What a user's devices keep for each other: JSON of whoever asks for it. */
export const ownRecord = object({
  v, user: uuid, record: oneOf(literal('settings'), literal('names')), n: integer(1), content: text(maxOwnContent, 2), pad: matching(/^0{0,255}$/),
});
export type OwnRecord = TypeOf<typeof ownRecord>;

/** 2,000 keys stay under the 256 KB of a bundle. */
export const maxBundleKeys = 2000;
export const bundle = object({ v, conv: hash43, keys: list(pair(hash43, hash43), 1, maxBundleKeys) });
export type Bundle = TypeOf<typeof bundle>;
