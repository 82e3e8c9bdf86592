export * from './database';
export * from './device-keys';
export * from './pins';
export * from './session-keys';
export * from './trust';
export * from './vault';
