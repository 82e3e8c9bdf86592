import { bytesOf } from './base64url';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; // RFC 4648 6
const characters = 16;

/** What a new device shows to be recognised: the first 80 bits of SHA-256 of `sig "." enc`, in groups of four. */
export async function deviceCode(sig: string, enc: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(`${sig}.${enc}`)));
  const code = Array.from({ length: characters }, (_, i) => {
    const byte = Math.floor((i * 5) / 8);
    const two = (digest[byte]! << 8) | digest[byte + 1]!;
    return alphabet[(two >> (11 - ((i * 5) % 8))) & 31]!;
  }).join('');
  return code.match(/.{4}/g)!.join('-');
}
