// Where one was reading, kept over a reload of this tab. Numbers and ids only.
export interface Place {
  readonly seq: number;
  /** Pixels from the upper edge of the timeline to the lower edge of that row. */
  readonly offset: number;
}

const storageKey = 'bc-place';

/** Null: at the newest, where every conversation opens anyway. */
export function keepPlace(of: string, place: Place | null): void {
  try {
    if (place === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, JSON.stringify({ of, ...place }));
  } catch {
    // Storage is off: the conversation opens at the newest.
  }
}

/** The kept place of this conversation, once. */
export function takePlace(of: string): Place | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Partial<Place & { of: string }> | null;
    sessionStorage.removeItem(storageKey);
    return kept?.of === of && Number.isSafeInteger(kept.seq) && Number.isFinite(kept.offset) ? (kept as Place) : null;
  } catch {
    return null;
  }
}
