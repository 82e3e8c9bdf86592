// Messages have addresses: that of their conversation with their place behind `#`, which browsers keep to themselves.
import type { Place } from './place';
import type { Conversation } from './types';

/** So far below the upper edge of the timeline it stands: what came before is in sight too. */
const offset = 240;

/** The same for everybody in it: of a dm too, which the shell shows by its other person. */
export function addressOf(conv: string, seq: number): string {
  return `${location.origin}/chat/c/${conv}#m${seq}`;
}

/** The place that the page's address names in this conversation, once: from then on the reader goes where they like. */
export function takeAddressed({ conv, peer }: Pick<Conversation, 'conv' | 'peer'>): Place | null {
  const seq = /^#m([1-9]\d{0,15})$/.exec(location.hash)?.[1];
  if (seq === undefined || ![`/chat/c/${conv}`, `/chat/u/${peer}`].includes(location.pathname)) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  return { seq: Number(seq), offset };
}
