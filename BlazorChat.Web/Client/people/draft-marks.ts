// Which conversations have a draft in this browser. Ids only: the drafts themselves are encrypted elsewhere.
import { keep, kept } from '../preferences/kept';

const storageKey = 'bc-drafts';
const changes = new EventTarget();

export interface DraftOf {
  readonly conv: string | null;
  readonly peer: string | null;
}

export function hasDraft(of: DraftOf): boolean {
  return marked().has(keyOf(of));
}

export function markDraft(of: DraftOf, there: boolean): void {
  const marks = marked();
  if (marks.has(keyOf(of)) === there) return;
  if (there) marks.add(keyOf(of));
  else marks.delete(keyOf(of));
  // Storage is full or off: the list shows no pencil, the draft itself is not concerned.
  if (!keep(storageKey, JSON.stringify([...marks]))) return;
  changes.dispatchEvent(new Event('change'));
}

export function watchDrafts(changed: () => void): () => void {
  const fromOtherTab = (event: StorageEvent) => event.key === storageKey && changed();
  changes.addEventListener('change', changed);
  addEventListener('storage', fromOtherTab);
  return () => {
    changes.removeEventListener('change', changed);
    removeEventListener('storage', fromOtherTab);
  };
}

/** A dm keeps its mark when its first send gives it an id, so the other person comes first. */
function keyOf(of: DraftOf): string {
  return of.peer ?? of.conv ?? '';
}

function marked(): Set<string> {
  try {
    const stored: unknown = JSON.parse(kept(storageKey) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}
