import { bytesOf, encode } from './base64url';

/** base64url of SHA-256 over the ASCII bytes of a compact serialisation exactly as received. */
export const H = (compact: string): Promise<string> => hashOf(bytesOf(compact));

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return encode(await crypto.subtle.digest('SHA-256', bytes));
}

/** `to` of a message: SHA-256 of the enc kids granted the session so far, sorted bytewise, joined by LF. */
export function hashRecipients(kids: Iterable<string>): Promise<string> {
  // Kids are ASCII, so the order of code units is the order of bytes.
  return H([...new Set(kids)].sort().join('\n'));
}
