// Dates and times as the reader writes them, in the reader's time zone.
import { preferences } from '../preferences/store';
import { locale, t } from '../texts';

const cache = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { clock } = preferences().now;
  const key = `${locale()} ${clock} ${name}`;
  let made = cache.get(key);
  if (made === undefined) cache.set(key, (made = new Intl.DateTimeFormat(locale(), clock === 'auto' ? options : { ...options, hourCycle: clock === '12' ? 'h12' : 'h23' })));
  return made;
}

/** 14:32 */
export const timeOf = (at: number) => format('time', { hour: '2-digit', minute: '2-digit' }).format(at);

/** Monday, 23 November 2026 at 14:32:05 Central European Standard Time */
export const exactTime = (at: number) => format('exact', { dateStyle: 'full', timeStyle: 'full' }).format(at);

/** Monday, 23 November 2026 */
export const longDay = (at: number) => format('long-day', { dateStyle: 'full' }).format(at);

/** 23 November 2026 at 14:32 */
export const dayAndTime = (at: number) => format('day-and-time', { dateStyle: 'long', timeStyle: 'short' }).format(at);

/** A number that is the same for all moments of one day here. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** How many midnights lie between; a day may have 23 or 25 hours. */
function daysBefore(at: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(at)) / 86_400_000);
}

/** For a separator: Today · Yesterday · Monday 23 November · 23 November 2025 */
export function dayName(at: number, now: number): string {
  const days = daysBefore(at, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
    : format('day-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** For a list: 14:32 · Yesterday · Mon · 23 Nov · 23/11/2025. What is to come has its date: a weekday would be taken for the last one. */
export function shortMoment(at: number, now: number): string {
  const days = daysBefore(at, now);
  if (days === 0) return timeOf(at);
  if (days === 1) return t('time.yesterday');
  if (days > 0 && days < 7) return format('weekday', { weekday: 'short' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear ? format('date', { day: 'numeric', month: 'short' }).format(at) : format('date-year', { dateStyle: 'short' }).format(at);
}
