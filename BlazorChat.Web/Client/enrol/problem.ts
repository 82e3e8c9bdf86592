import { isApiError } from '../api';
import { CryptoError } from '../crypto/errors';
import { has, type Key, type Params } from '../texts';
import { EnrolError } from './context';

export interface Problem {
  readonly key: Key;
  readonly params: Params;
}

/** The sentence for what went wrong. Technical words stay in the code. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const key = `device.error.${code}`;
  if (has(key)) return { key, params: {} };
  return isApiError(error) ? { key: 'device.error.refused', params: { code: error.code } } : { key: 'device.error.unknown', params: {} };
}

export const isOfRecoveryCode = (problem: Problem | null): boolean => problem?.key.startsWith('device.error.recovery-code-') ?? false;

function codeOf(error: unknown): string {
  if (isApiError(error)) return error.status === 429 ? 'throttled' : error.status >= 502 ? 'busy' : error.code;
  if (error instanceof CryptoError || error instanceof EnrolError) return error.code;
  // What IndexedDB throws: closed to private windows, full, or made by a newer version of this page.
  if (error instanceof DOMException) return error.name === 'VersionError' ? 'outdated' : 'storage';
  return 'unknown';
}
