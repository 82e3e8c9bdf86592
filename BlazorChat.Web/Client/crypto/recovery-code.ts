import { bytesOf } from './base64url';
import { RecoveryCodeError } from './errors';

/**
 * 26 Crockford base32 characters (130 bits, the PBES2 password) and 2 check characters, the first 10 bits of
 * SHA-256 of these, shown as seven groups of four.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretLength = 26;
const codeLength = 28;

/** 28 characters without hyphens. */
export async function newRecoveryCode(): Promise<string> {
  // 32 divides 256, so the low five bits of a random byte are uniform.
  const secret = Array.from(crypto.getRandomValues(new Uint8Array(secretLength)), byte => alphabet[byte & 31]).join('');
  return secret + (await checkOf(secret));
}

/** XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX */
export const inGroups = (code: string): string[] => code.match(/.{4}/g) ?? [];
export const shown = (code: string): string => inGroups(code).join('-');

/**
 * Reads what a person typed: small letters, O for 0, I and L for 1, hyphens and blanks anywhere.
 * Returns the 28 characters, or says which kind of slip it was before any expensive derivation.
 */
export async function parseRecoveryCode(typed: string): Promise<string> {
  const code = typed.replace(/[\s\p{Dash_Punctuation}]/gu, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  if ([...code].some(c => !alphabet.includes(c))) throw new RecoveryCodeError('recovery-code-character');
  if (code.length !== codeLength) throw new RecoveryCodeError('recovery-code-length');
  if ((await checkOf(passwordOf(code))) !== code.slice(secretLength)) throw new RecoveryCodeError('recovery-code-check');
  return code;
}

export const passwordOf = (code: string): string => code.slice(0, secretLength);

async function checkOf(secret: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(secret)));
  const bits = (hash[0]! << 2) | (hash[1]! >> 6);
  return alphabet[bits >> 5]! + alphabet[bits & 31]!;
}
