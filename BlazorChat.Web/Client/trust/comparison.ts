import { bytesOf } from '../crypto/base64url';

/** A beginning of somebody's chain of devices: every device since was signed by one before it. */
export interface Beginning {
  readonly user: string;
  readonly base: string;
}

const groups = 12;
const bytesOfGroup = 5;

/**
 * What two people compare, by voice or side by side: twelve groups of five digits, the same on both sides, out of SHA-512 over who they are and
 * where their chains of devices begin. A server or an authority that shows one of them other devices would have to begin another chain,
 * and the digits would differ. 60 digits are some 199 bits.
 */
export async function comparisonCode(one: Beginning, other: Beginning): Promise<readonly string[]> {
  const lines = [one, other].map(({ user, base }) => `${user} ${base}`).sort();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-512', bytesOf(`blazorchat comparison 1\n${lines.join('\n')}`)));
  return Array.from({ length: groups }, (_, i) => {
    const bytes = digest.subarray(i * bytesOfGroup, (i + 1) * bytesOfGroup);
    return String(bytes.reduce((number, byte) => number * 256 + byte, 0) % 100_000).padStart(5, '0');
  });
}
