// Messages have addresses: that of their conversation with their place behind `#`, which browsers keep to themselves.
import type { Place } from './place';
import type { Conversation } from './types';

/** So far below the upper edge of the timeline it stands: what came before is in sight too. */
const offset = 240;

export function addressOf({ conv, peer }: Pick<Conversation, 'conv' | 'peer'>, seq: number): string {
  return `${location.origin}/chat/${peer === null ? `c/${conv}` : `u/${peer}`}#m${seq}`;
}

/** The place that the page's address names in this conversation, once: from then on the reader goes where they like. */
export function takeAddressed({ conv, peer }: Pick<Conversation, 'conv' | 'peer'>): Place | null {
  const seq = /^#m([1-9]\d{0,15})$/.exec(location.hash)?.[1];
  if (seq === undefined || location.pathname !== `/chat/${peer === null ? `c/${conv}` : `u/${peer}`}`) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  return { seq: Number(seq), offset };
}
