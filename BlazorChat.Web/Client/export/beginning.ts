import { exactTime } from '../people/moments';
import { t } from '../texts';
import type { Subject } from './format';

/** When what is saved begins (Unix milliseconds): with the period, or after what the reader has cleared or is deleted. Null: with the conversation. */
export function beginning({ period, conversation }: Subject): number | null {
  const cleared = conversation.cleared?.at ?? null;
  if (cleared === null || period.from === null) return cleared ?? period.from;
  return Math.max(cleared, period.from);
}

/** A line that says that a clearing or the age of messages, not the period, is why it begins there. */
export function clearedLine(subject: Subject): string | null {
  const { conversation: { cleared }, period } = subject;
  if (cleared === null || (period.from !== null && period.from > cleared.at)) return null;
  return t(cleared.old ? 'export.file.expired' : 'export.file.cleared', { time: exactTime(cleared.at) });
}
