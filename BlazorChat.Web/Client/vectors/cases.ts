import { bytesOf, encode } from '../crypto/base64url';
import { CryptoError } from '../crypto/errors';
import { H } from '../crypto/hash';

// Ids and hashes of the vectors: fixed, and obviously made up.

export interface Case {
  readonly name: string;
  readonly input: unknown;
  readonly valid: boolean;
  readonly code?: string;
  readonly [expected: string]: unknown;
}

export interface Vectors {
  readonly name: string;
  readonly cases: readonly Case[];
}

export const user = '0195c9a0-0000-7000-8000-000000000001';
export const device = '0195c9a0-0000-7000-8000-0000000000d1';
export const kidA = await H('kid a');
export const kidB = await H('kid b');
export const conv = await H('conv');
export const key = await H('key');
export const room = await H('room');

export const b64 = (text: string): string => encode(bytesOf(text));
/** Bytes that look like a signature, a wrapped key or a ciphertext, the same at every run. */
export const filler = (length: number): string => encode(Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 0xff));

/** Runs the code under test, so that the file says what it does; the reviewer of the diff says whether that is right. */
export async function caseOf(name: string, input: unknown, read: (input: never) => unknown): Promise<Case> {
  try {
    const expected = await read(input as never);
    return { name, input, valid: true, ...(expected as object) };
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    return { name, input, valid: false, code: error.code };
  }
}
