/** Why a session cannot be used to read: what `unreadable` rows name. */
export type SessionProblemCode =
  | 'session-unknown' | 'session-form' | 'session-conversation' | 'session-name' | 'session-signer' | 'session-signature'
  | 'session-room' | 'session-member' | 'session-key' | 'session-not-granted' | 'update-needed';

export class SessionProblem extends Error {
  constructor(readonly code: SessionProblemCode) {
    super(code);
    this.name = 'SessionProblem';
  }
}
