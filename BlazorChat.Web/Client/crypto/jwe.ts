// One door to the five envelopes.
export * from './session-key';
export * from './message-jwe';
export * from './bundle';
export * from './recovery-jwe';
export * from './own-jwe';
