// What the rest of the client uses of this folder.
export * from './errors';
export * as base64url from './base64url';
export { parseCanonical, parseExact, serialise } from './canonical';
export { H, hashRecipients } from './hash';
export * from './payloads';
export { maxMessagePayload, pad, type Payloads, type Read, read, sign, type Typ, verify } from './jws';
export * from './jwe';
export { Authority, tolerance } from './authority';
export { type Leaf, readLeaf, type Use, verifyKey, verifyLeaf, type Wanted } from './certificate';
export { ageOf, type Crl, verifyCrl } from './crl';
export { deviceCode } from './device-code';
export { dersOfPem } from './pem';
export { createRequest } from './csr';
export { type NewKey, newEncryptionKey, newSigningKey } from './key-pair';
export { type Owner, ownerUri, recovery } from './owner';
export * from './recovery-code';
export { kidOf, kidOfKey } from './rsa-key';
