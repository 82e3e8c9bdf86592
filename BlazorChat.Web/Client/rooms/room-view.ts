import type { Role, RoomChain } from '../chains/room-chain';

/** Who is in a room, by its verified chain. */
export interface RoomView {
  readonly kind: 'private' | 'open';
  readonly sharesHistory: boolean;
  /** Those who stand longest first. */
  readonly members: readonly { readonly user: string; readonly role: Role }[];
  /** Null: not a member. */
  readonly own: Role | null;
  /** An admin removed us: an open room does not take us back by ourselves. */
  readonly expelled: boolean;
}

const made = new WeakMap<RoomChain, { readonly n: number; readonly view: RoomView }>();

/** The same object until the chain moves on. Null: a dm. */
export function roomView(chain: RoomChain, own: string): RoomView | null {
  if (chain.n === -1 || chain.kind === 'dm') return null;
  const known = made.get(chain);
  if (known?.n === chain.n) return known.view;
  const members = chain.members().map(({ user, role }) => ({ user, role }));
  const view = {
    kind: chain.kind, sharesHistory: chain.sharesHistory, members, own: chain.member(own)?.role ?? null, expelled: chain.expelled.has(own),
  };
  made.set(chain, { n: chain.n, view });
  return view;
}
