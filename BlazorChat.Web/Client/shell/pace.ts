// How soon a page tries again. Apart, since the script that runs before all others has it too.
const storageKey = 'bc-reloads';
const minute = 60_000;
const slowly = 15_000;

/** A page that fails again and again must not reload as fast as it can. */
export function pauseBeforeReload(now: number): number {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    const recent = (Array.isArray(stored) ? stored : []).filter((at) => typeof at === 'number' && now - at < minute);
    sessionStorage.setItem(storageKey, JSON.stringify([...recent, now]));
    return recent.length < 3 ? 0 : slowly;
  } catch {
    return slowly; // nothing can be kept here, so this may be the hundredth
  }
}

const retries = [500, 1_000, 2_000, 5_000] as const;

/** Jitter, so that a restarted server is not called by everybody at the same moment. */
export function retryAfter(attempt: number, random = Math.random()): number {
  const wait = retries[Math.min(attempt, retries.length - 1)] ?? 5_000;
  return Math.round(wait * (0.8 + 0.4 * random));
}
