import type { JudgedMessage } from './judging';
import { changeOf } from './changes';
import type { ReadingRoom } from './reading-room';

/** What one may do with a message, as readers will judge it. */
export interface May {
  readonly edit: boolean;
  readonly remove: boolean;
}

export function mayChange(reading: ReadingRoom | null, hash: string | null): May {
  const message = find(reading, hash);
  if (reading === null || message === null || changeOf(message) !== null) return { edit: false, remove: false };
  const { room: { chain }, world: { device } } = reading;
  const [seat, { user, base }] = [chain.member(device.user), message.opened.author];
  const own = user === device.user && seat?.base === base;
  return { edit: own, remove: own || (seat?.role === 'admin' && chain.kind !== 'dm') };
}

export const placeOf = (reading: ReadingRoom | null, hash: string): number | null => find(reading, hash)?.entry.seq ?? null;

function find(reading: ReadingRoom | null, hash: string | null): JudgedMessage | null {
  if (reading === null || hash === null) return null;
  const found = reading.judged.findLast(item => item.kind === 'message' && item.opened.hash === hash);
  return found?.kind === 'message' ? found : null;
}
