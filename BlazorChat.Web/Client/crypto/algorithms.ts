import { derNull, integer, oid, sequence, der } from './der-writer';
import { constructed, sameBytes } from './der-reader';

/** The signature algorithms of certificates, CRLs and CSRs: an AlgorithmIdentifier has one encoding, so it is compared. */

const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), derNull);

// RFC 4055 3.1: SHA-256, MGF1 with SHA-256, salt 32; the trailer field has its default and is not encoded.
export const pssSha256 = sequence(
  oid('1.2.840.113549.1.1.10'),
  sequence(
    der(constructed(0), sha256),
    der(constructed(1), sequence(oid('1.2.840.113549.1.1.8'), sha256)),
    der(constructed(2), integer(32)),
  ),
);
export const rsaSha256 = sequence(oid('1.2.840.113549.1.1.11'), derNull);
export const rsaEncryption = sequence(oid('1.2.840.113549.1.1.1'), derNull);

export interface SignatureAlgorithm {
  readonly encoded: Uint8Array;
  readonly key: RsaHashedImportParams;
  readonly verify: AlgorithmIdentifier | RsaPssParams;
}

const pkcs1 = (encoded: Uint8Array, hash: string): SignatureAlgorithm => ({
  encoded, key: { name: 'RSASSA-PKCS1-v1_5', hash }, verify: 'RSASSA-PKCS1-v1_5',
});

// RFC 4055 5 and 3.1. Nothing weaker is accepted from an authority.
const known: readonly SignatureAlgorithm[] = [
  pkcs1(rsaSha256, 'SHA-256'),
  pkcs1(sequence(oid('1.2.840.113549.1.1.12'), derNull), 'SHA-384'),
  pkcs1(sequence(oid('1.2.840.113549.1.1.13'), derNull), 'SHA-512'),
  { encoded: pssSha256, key: { name: 'RSA-PSS', hash: 'SHA-256' }, verify: { name: 'RSA-PSS', saltLength: 32 } },
];

export const signatureAlgorithm = (encoded: Uint8Array): SignatureAlgorithm | undefined =>
  known.find(algorithm => sameBytes(algorithm.encoded, encoded));
