// One door to the four envelopes.
export * from './session-key';
export * from './message-jwe';
export * from './bundle';
export * from './recovery-jwe';
