// Whether a text can be sent now, and if not, why: in words, beside the field that keeps it.
import type { Key } from '../texts';
import type { Conversation, Notice, NoticeCode } from './types';

/** `wait`: it will be decided in a moment; what was sent meanwhile goes then. */
export type Permission = { readonly is: 'yes' } | { readonly is: 'wait' } | { readonly is: 'no'; readonly why: Key };

export function permission(conversation: Conversation): Permission {
  const { status, peerState, notices } = conversation;
  if (peerState === 'not-found') return { is: 'no', why: 'composer.not-found' };
  if (peerState === 'no-device') return { is: 'no', why: 'error.no-device' };
  if (peerState === 'new-base' || notices.some(({ action }) => action === 'accept')) return { is: 'no', why: 'error.not-accepted' };
  if (peerState === 'alarm' || status === 'alarm') return { is: 'no', why: 'error.alarm' };
  if (status === 'read-only') return { is: 'no', why: 'composer.read-only' };
  if (status === 'loading') return { is: 'wait' };
  return { is: 'yes' };
}

const alarming: readonly NoticeCode[] = ['pin-broken', 'own-device-unknown', 'room-unknown', 'room-broken', 'chain-broken', 'crl-rollback', 'root-changed', 'new-base'];

export function isAlarm({ code }: Notice): boolean {
  return alarming.includes(code);
}
