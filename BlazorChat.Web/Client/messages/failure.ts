import { isApiError } from '../api';
import { CryptoError, DecryptionError } from '../crypto/errors';
import { NotSafe } from '../sessions/recipients';
import { SendError, type SendErrorCode } from './types';

/** A failure that trying again will not mend; null: try again later. */
export function failureOf(error: unknown): SendErrorCode | null {
  if (error instanceof SendError) return error.code;
  if (error instanceof NotSafe) return error.why === 'not-accepted' ? 'not-accepted' : 'alarm';
  if (error instanceof DecryptionError) return 'storage';
  if (error instanceof CryptoError) return 'alarm';
  if (isApiError(error, 'removed') || isApiError(error, 'about')) return 'gone';
  // A conflict is a race: the next try sees what was faster.
  if (!isApiError(error) || error.isTransient || error.status === 409 || error.code === 'base') return null;
  if (error.code === 'signer-expired') return 'expired';
  if (error.code === 'iat') return 'clock';
  if (error.code === 'too-large') return 'too-long';
  if (error.code === 'not-member') return 'not-a-member';
  if (error.code === 'blocked') return 'blocked';
  if (error.code === 'archived' || error.code === 'blocking' || error.code === 'blocked-by') return error.code;
  return error.status === 404 ? 'not-found' : 'refused';
}
