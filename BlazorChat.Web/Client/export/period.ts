import type { Period } from '../messages/transcript';

const form = /^(\d{4,6})-(\d\d)-(\d\d)$/;

/** From the beginning of one day to the end of another, here where the reader is; a day as a date field gives it, '' for none. */
export function periodOf(first: string, last: string): Period | 'dates' | 'no-dates' {
  const from = midnight(first, 0);
  // A day may have 23 or 25 hours.
  const to = midnight(last, 1);
  if (from === null && to === null) return 'no-dates';
  return from !== null && to !== null && to <= from ? 'dates' : { from, to };
}

function midnight(day: string, later: number): number | null {
  const [, year, month, date] = form.exec(day) ?? [];
  return year === undefined ? null : new Date(Number(year), Number(month) - 1, Number(date) + later).getTime();
}
