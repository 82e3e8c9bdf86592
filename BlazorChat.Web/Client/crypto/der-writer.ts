import { bytesOf } from './base64url';
import { Tag } from './der-reader';

/** Writes DER (X.690 clause 10). */

export type Bytes = Uint8Array<ArrayBuffer>;

export function der(tag: number, ...parts: Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concat(Uint8Array.of(tag, ...lengthOf(length)), ...parts);
}

export const sequence = (...parts: Uint8Array[]): Bytes => der(Tag.sequence, ...parts);
/** X.690 11.6: the members of a SET OF in the order of their encodings. */
export const setOf = (...parts: Uint8Array[]): Bytes => der(Tag.set, ...[...parts].sort(compareBytes));
export const utf8String = (text: string): Bytes => der(Tag.utf8, bytesOf(text));
export const bitString = (bytes: Uint8Array): Bytes => der(Tag.bitString, Uint8Array.of(0), bytes);
export const derNull = Uint8Array.of(Tag.null, 0);

export function integer(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  if (bytes.length === 0 || bytes[0]! >= 0x80) bytes.unshift(0);
  return der(Tag.integer, Uint8Array.from(bytes));
}

export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(Tag.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
