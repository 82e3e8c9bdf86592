import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Case, Vectors } from './cases';
import * as encoding from './encoding';
import * as envelopes from './envelopes';
import * as signed from './signed';

/** Every file: what reads a case, what makes them, and whether making them twice gives the same. */
export interface File {
  readonly name: string;
  readonly read: (input: never) => unknown;
  readonly cases: () => Promise<Case[]>;
  readonly random?: true;
}

export const files: Record<string, File> = {
  'base64url.json': { name: 'canonical base64url', read: encoding.base64url, cases: encoding.base64urlCases },
  'exact-json.json': { name: 'exact JSON, shape {"v":1,"a":text,"n":integer}', read: encoding.exactJson, cases: encoding.exactJsonCases },
  'hash.json': { name: 'H: SHA-256 in base64url', read: encoding.hash, cases: encoding.hashCases },
  'hash-form.json': { name: 'the form of a hash, kid or thumbprint', read: encoding.hash43Text, cases: encoding.hashFormCases },
  'recipients-hash.json': { name: 'to: the hash of the recipients', read: encoding.recipients, cases: encoding.recipientCases },
  'recovery-code.json': { name: 'the recovery code as typed', read: encoding.recoveryCode, cases: encoding.recoveryCodeCases },
  'jws.json': { name: 'signed objects, form only', read: signed.signed, cases: signed.signedCases },
  'jws-signature.json': { name: 'PS256', read: signed.signature, cases: signed.signatureCases, random: true },
  'message-jwe.json': { name: 'message envelopes, form only', read: envelopes.message, cases: envelopes.messageCases },
  'bundle-jwe.json': { name: 'bundles, form only', read: envelopes.bundleForm, cases: envelopes.bundleCases },
  'recovery-jwe.json': { name: 'sealed recovery pairs, form only', read: envelopes.recovery, cases: envelopes.recoveryCases },
  'own-jwe.json': { name: 'what users keep for their own devices, form only', read: envelopes.own, cases: envelopes.ownCases },
  'session-key-jwe.json': { name: 'wrapped session keys, form only', read: envelopes.sessionKey, cases: envelopes.sessionKeyCases },
  'session-key-thumbprint.json': { name: 'thumbprint of a session key', read: envelopes.thumbprint, cases: envelopes.thumbprintCases },
};

const path = (file: string) => fileURLToPath(new URL(`../../../BlazorChat.Tests/Vectors/${file}`, import.meta.url));

export const readVectors = (file: string): Vectors => JSON.parse(readFileSync(path(file), 'utf8')) as Vectors;
export const writeVectors = (file: string, vectors: Vectors): void => writeFileSync(path(file), JSON.stringify(vectors, null, 1) + '\n');
