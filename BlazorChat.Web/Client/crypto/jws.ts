import { CompactSign } from 'jose';
import { bytesOf, decode, decodeCanonical, decodeText, encode, isCanonical, textOf } from './base64url';
import { hash43, parseExact, serialise, type Shape } from './canonical';
import { FormatError, SignatureError } from './errors';
import { type DeviceProof, deviceProof, type Manifest, manifest, type Message, message, type OwnRecord, ownRecord, type RoomEntry, roomEntry, type UserEntry, userEntry } from './payloads';

/** JWS PS256 with the exact header `{"alg":"PS256","typ":…,"kid":…}` and an exact payload (RFC 7515, RFC 7518 3.5). */

export interface Payloads {
  'chat-user+jws': UserEntry;
  'chat-room+jws': RoomEntry;
  'chat-session+jws': Manifest;
  'chat-auth+jws': DeviceProof;
  'chat-msg+jws': Message;
  'chat-own+jws': OwnRecord;
}
export type Typ = keyof Payloads;

const shapes: { [T in Typ]: Shape<Payloads[T]> } = {
  'chat-user+jws': userEntry,
  'chat-room+jws': roomEntry,
  'chat-session+jws': manifest,
  'chat-auth+jws': deviceProof,
  'chat-msg+jws': message,
  'chat-own+jws': ownRecord,
};

export const maxJws = 64 * 1024;
export const maxMessagePayload = 35 * 1024;
/** What lies in an envelope is padded so that its length tells little. */
export const padTo = 256;

const signatureLength = 512; // 384 bytes of RSA-3072
const ps256 = { name: 'RSA-PSS', saltLength: 32 }; // RFC 7518 3.5: the salt is as long as the hash
const printable = /^[\x20-\x7e]*$/;

export interface Read<T extends Typ = Typ> {
  readonly typ: T;
  readonly kid: string;
  readonly payload: Payloads[T];
  /** The payload as signed. */
  readonly text: string;
  /** The compact serialisation as received: what H is taken over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** So many of them are signed. */
  readonly signed: number;
  readonly signature: Uint8Array<ArrayBuffer>;
}

export async function sign<T extends Typ>(typ: T, kid: string, key: CryptoKey, payload: Payloads[T]): Promise<string> {
  const text = serialise(payload);
  const bytes = bytesOf(text);
  checkPayload(typ, text, bytes.length);
  parseExact(text, shapes[typ]);
  const compact = await new CompactSign(bytes).setProtectedHeader({ alg: 'PS256', typ, kid }).sign(key);
  if (compact.length > maxJws) throw new FormatError('too-large');
  return compact;
}

/** Parts, exact header, exact payload; the signature is checked by `verify` once the key is known. */
export function read<T extends Typ>(compact: string | Uint8Array<ArrayBuffer>, typ: T): Read<T> {
  if (compact.length > maxJws) throw new FormatError('too-large');
  const [received, bytes] = typeof compact === 'string' ? [compact, bytesOf(compact)] : [textOf(compact), compact];
  const parts = received.split('.');
  const [head, body, signature] = parts;
  if (parts.length !== 3 || !head || !body || !signature) throw new FormatError('bad-compact');
  if (signature.length !== signatureLength || !isCanonical(signature)) throw new FormatError('bad-base64url', 'signature');
  const kid = kidOf(head, typ);
  const payload = decode(body);
  const text = textOf(payload);
  checkPayload(typ, text, payload.length);
  return { typ, kid, payload: parseExact(text, shapes[typ]), text, bytes, signed: head.length + 1 + body.length, signature: decodeCanonical(signature) };
}

export async function verify({ bytes, signed, signature }: Read, key: CryptoKey): Promise<void> {
  if (!await crypto.subtle.verify(ps256, key, signature, bytes.subarray(0, signed))) throw new SignatureError();
}

/** Fills `pad` with zeros up to a multiple of 256 bytes of payload. */
export function pad(payload: Omit<Message, 'pad'>): Message {
  const { v, conv, session, room, to, n, prev, seen, id, iat, body } = payload;
  return padded({ v, conv, session, room, to, n, prev, seen, id, iat, body, pad: '' });
}

/** The same for a payload that is in order, its `pad` empty and last. */
export function padded<T extends { readonly pad: string }>(bare: T): T {
  const length = bytesOf(serialise(bare)).length;
  return { ...bare, pad: '0'.repeat((padTo - (length % padTo)) % padTo) };
}

const headerText = (typ: Typ, kid: string) => `{"alg":"PS256","typ":"${typ}","kid":"${kid}"}`;

/** What a device signs of one kind has the same header, so the last one that was judged need not be judged again. */
let judged: { readonly encoded: string; readonly typ: Typ; readonly kid: string } | null = null;

/** The header has one spelling, so it is compared, not parsed. RFC 8725 3.1, 3.11: exact algorithm and type. */
function kidOf(encoded: string, typ: Typ): string {
  if (judged?.encoded === encoded && judged.typ === typ) return judged.kid;
  const header = decodeText(encoded);
  const kid = header.slice(-45, -2);
  if (header !== headerText(typ, kid) || !hash43.is(kid)) throw new FormatError('bad-header');
  judged = { encoded, typ, kid };
  return kid;
}

/** `length`: of the text in bytes. */
function checkPayload(typ: Typ, text: string, length: number): void {
  if (typ !== 'chat-msg+jws' && typ !== 'chat-own+jws') {
    // The server reads these: printable ASCII keeps two parsers from seeing two texts.
    if (!printable.test(text)) throw new FormatError('not-ascii');
    return;
  }
  if (length > maxMessagePayload) throw new FormatError('too-large');
  if (length % padTo !== 0) throw new FormatError('bad-shape', 'padding');
}

/** What is signed: for tests that sign what `sign` would refuse. */
export const signingInput = (typ: Typ, kid: string, text: string): string =>
  `${encode(bytesOf(headerText(typ, kid)))}.${encode(bytesOf(text))}`;
