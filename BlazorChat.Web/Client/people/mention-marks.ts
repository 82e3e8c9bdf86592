// Which unread messages name the reader, by their places in a conversation. Known to this page only, and gone with it.

const marks = new Map<string, Set<number>>();
/** Up to where a conversation was read here. */
const read = new Map<string, number>();
const changes = new EventTarget();

const changed = () => changes.dispatchEvent(new Event('change'));

export const mentionsIn = (conv: string | null): number => (conv === null ? 0 : marks.get(conv)?.size ?? 0);

export const readUpTo = (conv: string): number => read.get(conv) ?? 0;

export function markMentions(conv: string, seqs: readonly number[]): void {
  const fresh = seqs.filter((seq) => seq > readUpTo(conv));
  if (fresh.length === 0) return;
  marks.set(conv, new Set([...marks.get(conv) ?? [], ...fresh]));
  changed();
}

/** `seq`: all up to there. Null: all that is known. */
export function readMentions(conv: string, seq: number | null): void {
  if (seq !== null) read.set(conv, Math.max(seq, readUpTo(conv)));
  const left = [...marks.get(conv) ?? []].filter((each) => seq !== null && each > seq);
  if (left.length === mentionsIn(conv)) return;
  if (left.length === 0) marks.delete(conv);
  else marks.set(conv, new Set(left));
  changed();
}

/** Somebody else may sign in on this page. */
export function forgetMentions(): void {
  marks.clear();
  read.clear();
  changed();
}

export function watchMentions(watcher: () => void): () => void {
  changes.addEventListener('change', watcher);
  return () => changes.removeEventListener('change', watcher);
}
