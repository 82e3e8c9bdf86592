import { isApiError, networkCode } from '../api';
import { has, type Key } from '../texts';
import { NotAddable } from './room-acts';

export interface Problem {
  readonly key: Key;
  /** Whom it is about. */
  readonly user?: string;
}

/** Most of what can be wrong with a name is one sentence. */
function shared(code: string): string {
  if (code === 'room-name-missing') return 'name-empty';
  if (code.startsWith('room-topic-')) return 'topic';
  return code.startsWith('room-name-') && code !== 'room-name-taken' ? 'name' : code;
}

/** Why an act about a room did not happen, in a sentence. */
export function problemOf(error: unknown): Problem {
  if (error instanceof NotAddable) return { key: `rooms.error.${error.code}`, user: error.user };
  if (isApiError(error, networkCode)) return { key: 'rooms.error.network' };
  if (isApiError(error) && error.status === 429) return { key: 'rooms.error.throttled' };
  const key = `rooms.error.${shared(String((error as { readonly code?: unknown }).code))}`;
  return { key: has(key) ? key : 'rooms.error.unknown' };
}
