import { exactTime } from '../people/moments';
import { t } from '../texts';
import type { Subject } from './format';

/** When what is saved begins (Unix milliseconds): with the period, or after what the reader has cleared. Null: with the conversation. */
export function beginning({ period, conversation }: Subject): number | null {
  const cleared = conversation.cleared?.at ?? null;
  if (cleared === null || period.from === null) return cleared ?? period.from;
  return Math.max(cleared, period.from);
}

/** A line that says that a clearing, not the period, is why it begins there. */
export function clearedLine(subject: Subject): string | null {
  const { conversation: { cleared }, period } = subject;
  return cleared === null || (period.from !== null && period.from > cleared.at) ? null : t('export.file.cleared', { time: exactTime(cleared.at) });
}
