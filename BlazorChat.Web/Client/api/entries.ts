import type { Entry, MessageEntry, RemovedEntry } from './wire';

export const isMessage = (entry: Entry): entry is MessageEntry => entry.kind === 'message' && entry.jwe !== null;
export const isRemoved = (entry: Entry): entry is RemovedEntry => entry.kind === 'message' && entry.jwe === null;
