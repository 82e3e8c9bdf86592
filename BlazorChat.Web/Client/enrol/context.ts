import type { Api } from '../api';
import type { Database } from '../keys/database';

/** What is being waited for, in the words of the texts `device.step.<step>`. */
export type Step =
  | 'other-tab' | 'authority' | 'chain' | 'keys' | 'certificates' | 'entry' | 'proof' | 'renewal' | 'code' | 'restore' | 'recovery' | 'reset';

export type EnrolApi = Pick<Api,
  'nonce' | 'enrol' | 'waitsSince' | 'userChain' | 'userChains' | 'appendUserChain' | 'bindDevice' | 'saveRecovery' | 'recovery' | 'key' | 'certificates' | 'lists'
  | 'conversations' | 'sessions' | 'session' | 'bundles' | 'postBundle'
  | 'ownRecord' | 'putOwnRecord' | 'dropOwnRecord'>;

export interface Context {
  readonly api: EnrolApi;
  readonly db: Database;
  readonly user: string;
  /** The origin of this page, never what a server says: it is what `chat-auth` binds the proof to. */
  readonly origin: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly locks: Pick<LockManager, 'request'>;
  readonly progress: (step: Step) => void;
}

export type EnrolCode =
  /** The server shows a chain of devices that is not valid, or does not continue the one this browser saw. */
  | 'own-chain-broken'
  /** The chain changed again and again while an entry was being added. */
  | 'chain-busy'
  /** No recovery pair is on the server, or not the one the chain names. */
  | 'no-recovery'
  | 'recovery-code-wrong';

export class EnrolError extends Error {
  constructor(readonly code: EnrolCode) {
    super(code);
    this.name = 'EnrolError';
  }
}
