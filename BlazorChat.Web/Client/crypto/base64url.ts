import { base64url } from 'jose';
import { FormatError } from './errors';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const pattern = /^[A-Za-z0-9_-]*$/;

export const encode = (bytes: Uint8Array | ArrayBuffer): string =>
  base64url.encode(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

/** RFC 4648 3.5: true only for the one spelling that decode and encode give back. */
export function isCanonical(text: string): boolean {
  if (!pattern.test(text)) return false;
  const rest = text.length % 4;
  if (rest === 0) return true;
  if (rest === 1) return false;
  const unused = rest === 2 ? 0b1111 : 0b11;
  return (alphabet.indexOf(text.charAt(text.length - 1)) & unused) === 0;
}

export function decode(text: string): Uint8Array<ArrayBuffer> {
  if (!isCanonical(text)) throw new FormatError('bad-base64url');
  return decodeCanonical(text);
}

/** Of a text that `isCanonical` has let pass. */
export const decodeCanonical = (text: string): Uint8Array<ArrayBuffer> => base64url.decode(text) as Uint8Array<ArrayBuffer>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes to text; throws where a lenient decoder would put U+FFFD. */
export function decodeText(text: string): string {
  return textOf(decode(text));
}

export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new FormatError('not-canonical', 'not UTF-8');
  }
}

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
