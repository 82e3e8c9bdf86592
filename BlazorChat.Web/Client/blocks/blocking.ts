import { isApiError } from '../api';
import { has, type Key } from '../texts';

/** Why somebody could not be blocked or unblocked. */
export function blockProblemOf(error: unknown): Key {
  const key = `blocks.error.${isApiError(error) ? error.code : 'unknown'}`;
  return has(key) ? key : 'blocks.error.unknown';
}
