import type { Entry, ExpiredEntry, MessageEntry, RemovedEntry } from './wire';

export const isMessage = (entry: Entry): entry is MessageEntry => entry.kind === 'message' && entry.jwe !== null;
export const isExpired = (entry: Entry | ExpiredEntry): entry is ExpiredEntry => 'expired' in entry;
export const isRemoved = (entry: Entry): entry is RemovedEntry => entry.kind === 'message' && entry.jwe === null;
