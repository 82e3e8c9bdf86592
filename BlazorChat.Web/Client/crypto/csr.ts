import { pssSha256, rsaSha256 } from './algorithms';
import { bytesOf, encode } from './base64url';
import { constructed, context, Tag } from './der-reader';
import { bitString, concat, der, integer, oid, sequence, setOf, utf8String } from './der-writer';
import type { NewKey } from './key-pair';
import { ownerUri } from './owner';

/**
 * PKCS#10 (RFC 2986) for one key: no subject, the authority knows the name; the SAN URI says for whom, the
 * challengePassword (RFC 2985 5.4.1) carries the authority's nonce. base64url of the DER.
 */
export async function createRequest(key: NewKey, owner: { user: string; device: string }, nonce: string): Promise<string> {
  const info = sequence(integer(0), sequence(), key.spki, attributes(ownerUri(owner), nonce));
  const pss = key.requestKey.algorithm.name === 'RSA-PSS';
  const algorithm = pss ? { name: 'RSA-PSS', saltLength: 32 } : { name: 'RSASSA-PKCS1-v1_5' };
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key.requestKey, info));
  return encode(sequence(info, pss ? pssSha256 : rsaSha256, bitString(signature)));
}

function attributes(uri: string, nonce: string): Uint8Array {
  const names = sequence(der(context(6), bytesOf(uri)));
  const san = sequence(oid('2.5.29.17'), der(Tag.octetString, names));
  const challenge = sequence(oid('1.2.840.113549.1.9.7'), setOf(utf8String(nonce)));
  const extensionRequest = sequence(oid('1.2.840.113549.1.9.14'), setOf(sequence(san)));
  // RFC 2986 4.1: [0] IMPLICIT SET OF Attribute, in DER order.
  const set = setOf(challenge, extensionRequest);
  return concat(Uint8Array.of(constructed(0)), set.subarray(1));
}
