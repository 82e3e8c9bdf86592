const day = 24 * 60 * 60 * 1000;
export const maxAge = 30 * day;
export const maxMessages = 5000;

/** The session this device sends with. */
export interface CurrentSession {
  readonly id: string;
  /** As posted: grants name it. */
  readonly manifest: string;
  /** Unix milliseconds. */
  readonly madeAt: number;
  readonly count: number;
  /** The enc kids that have it. */
  readonly granted: readonly string[];
}

export type Next =
  | { readonly act: 'keep' }
  | { readonly act: 'make' }
  /** The newcomers get the same key first. */
  | { readonly act: 'grant'; readonly kids: readonly string[] };

/** What must happen before the next message, so that exactly the recipients of now can read it. */
export function whatIsDue(current: CurrentSession | null, recipients: readonly string[], sharesHistory: boolean, now: number): Next {
  if (current === null || now - current.madeAt >= maxAge || current.count >= maxMessages) return { act: 'make' };
  const granted = new Set(current.granted);
  const added = recipients.filter(kid => !granted.has(kid));
  const nobodyLeft = granted.size + added.length === recipients.length;
  if (!nobodyLeft) return { act: 'make' };
  if (added.length === 0) return { act: 'keep' };
  return sharesHistory ? { act: 'grant', kids: added } : { act: 'make' };
}
