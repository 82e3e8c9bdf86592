/** Why an entry of a chain is not valid. The same words as in the shared vectors and in the server's answers. */
export type ChainRefusal =
  // both chains
  | 'form' | 'version' | 'n' | 'prev' | 'iat' | 'op' | 'signer' | 'signature'
  // user chains
  | 'user' | 'device-reused' | 'key-reused' | 'no-such-device' | 'too-many-devices'
  // room chains
  | 'conv' | 'members' | 'history' | 'not-member' | 'not-admin' | 'own-add' | 'was-removed' | 'unchanged' | 'last-admin'
  | 'no-such-member' | 'too-many-members' | 'not-due';

/** A chain replayed up to its end, or up to the first entry that is not valid. */
export interface Replay<Chain> {
  readonly chain: Chain;
  readonly refused: { readonly n: number; readonly code: ChainRefusal } | null;
}

/** Clocks differ: what was signed at `iat` is judged with this much to either side (seconds). */
export const toleranceSeconds = 600;
