// What must be put away before the page goes: drafts, the place in a conversation.
type PutAway = () => unknown;

const all = new Set<PutAway>();

/** Calls when the page is about to go or is hidden (a hidden page on a phone may never come back). Returns the end of it. */
export function onLeaving(putAway: PutAway): () => void {
  all.add(putAway);
  return () => void all.delete(putAway);
}

/** Everything put away, or as much of it as fits into the time. */
export async function putAllAway(milliseconds: number): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, milliseconds));
  await Promise.race([late, Promise.allSettled([...all].map(async (putAway) => putAway()))]);
}

const now = () => void putAllAway(0);
addEventListener('beforeunload', now);
addEventListener('pagehide', now);
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && now());
