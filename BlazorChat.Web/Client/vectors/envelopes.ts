import { readBundle } from '../crypto/bundle';
import { parseCanonical } from '../crypto/canonical';
import { FormatError } from '../crypto/errors';
import { readMessage } from '../crypto/message-jwe';
import { readOwn } from '../crypto/own-jwe';
import { readRecovery } from '../crypto/recovery-jwe';
import { checkGeneralKey, thumbprintOf } from '../crypto/session-key';
import { type Case, b64, caseOf, filler, key, kidA, kidB, room } from './cases';

// Forms only: nothing here decrypts, and nothing has to.

const jwe = (header: string, encryptedKey: string, content = 300, change: { iv?: string; tag?: string } = {}) =>
  [b64(header), encryptedKey, change.iv ?? filler(12), filler(content), change.tag ?? filler(16)].join('.');

const messageHeader = (kid: string) => `{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"${kid}"}`;
export const message = (input: string) => ({ session: readMessage(input).session });
export const messageCases = (): Promise<Case[]> => run(message, {
  'as it must be': jwe(messageHeader(key), ''),
  'a member more': jwe(messageHeader(key).replace('}', ',"zip":"DEF"}'), ''),
  'another order': jwe(`{"enc":"A256GCM","alg":"dir","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"${key}"}`, ''),
  'another alg': jwe(messageHeader(key).replace('dir', 'A256KW'), ''),
  'another enc': jwe(messageHeader(key).replace('A256GCM', 'A128GCM'), ''),
  'another typ': jwe(messageHeader(key).replace('chat-msg+jwe', 'chat-bundle+jwe'), ''),
  'without cty': jwe(messageHeader(key).replace('"cty":"chat-msg+jws",', ''), ''),
  'a blank in the header': jwe(messageHeader(key).replace(',', ', '), ''),
  'a kid that is not canonical': jwe(messageHeader(key.slice(0, 42) + 'B'), ''),
  'a kid too short': jwe(messageHeader(key.slice(1)), ''),
  'a name twice': jwe(messageHeader(key).replace('}', `,"kid":"${kidB}"}`), ''),
  'an encrypted key': jwe(messageHeader(key), filler(40)),
  'an iv of 16 bytes': jwe(messageHeader(key), '', 300, { iv: filler(16) }),
  'a tag of 12 bytes': jwe(messageHeader(key), '', 300, { tag: filler(12) }),
  'a tag with unused bits set': jwe(messageHeader(key), '', 300, { tag: filler(16).slice(0, 21) + 'x' }),
  'four parts': jwe(messageHeader(key), '').split('.').slice(0, 4).join('.'),
  'six parts': jwe(messageHeader(key), '') + '.AA',
  'no ciphertext': jwe(messageHeader(key), '', 0),
  'the longest': fill(messageHeader(key), 64 * 1024),
  'one character too long': fill(messageHeader(key), 64 * 1024 + 1),
  'nothing': '',
});

const bundleHeader = `{"alg":"RSA-OAEP-256","enc":"A256GCM","typ":"chat-bundle+jwe","kid":"${kidA}"}`;
export const bundleForm = (input: string) => readBundle(input);
export const bundleCases = (): Promise<Case[]> => run(bundleForm, {
  'as it must be': jwe(bundleHeader, filler(384)),
  'another alg': jwe(bundleHeader.replace('RSA-OAEP-256', 'RSA-OAEP'), filler(384)),
  'another typ': jwe(bundleHeader.replace('chat-bundle', 'chat-msg'), filler(384)),
  'a member more': jwe(bundleHeader.replace('}', ',"cty":"x"}'), filler(384)),
  'an encrypted key of another length': jwe(bundleHeader, filler(256)),
  'no encrypted key': jwe(bundleHeader, ''),
});

const recoveryHeader = (p2c: unknown, p2s = filler(16)) =>
  `{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","typ":"chat-recovery+jwe","p2c":${String(p2c)},"p2s":"${p2s}"}`;
export const recovery = (input: string) => {
  readRecovery(input);
  return {};
};
export const recoveryCases = (): Promise<Case[]> => run(recovery, {
  'as it must be': jwe(recoveryHeader(210_000), filler(40), 5000),
  'one iteration less': jwe(recoveryHeader(209_999), filler(40), 5000),
  'one iteration more': jwe(recoveryHeader(210_001), filler(40), 5000),
  'the number written otherwise': jwe(recoveryHeader('2.1e5'), filler(40), 5000),
  'another alg': jwe(recoveryHeader(210_000).replace('512', '256'), filler(40), 5000),
  'without typ': jwe(recoveryHeader(210_000).replace('"typ":"chat-recovery+jwe",', ''), filler(40), 5000),
  'a salt of 8 bytes': jwe(recoveryHeader(210_000, filler(8)), filler(40), 5000),
  'an encrypted key of 24 bytes': jwe(recoveryHeader(210_000), filler(24), 5000),
  'too large': jwe(recoveryHeader(210_000), filler(40), 32 * 1024),
});

const recipient = (kid: string, alg = 'RSA-OAEP-256', encryptedKey = filler(384)) => ({ header: { alg, kid }, encrypted_key: encryptedKey });
const keyHeader = (sm: string) => `{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":"${sm}"}`;
const general = (change: Record<string, unknown> = {}) =>
  ({ protected: b64(keyHeader(room)), recipients: [recipient(kidA), recipient(kidB)], iv: filler(12), ciphertext: filler(63), tag: filler(16), ...change });

/** `input` is the JSON text. */
export const sessionKey = (input: string) => {
  const { jwe: read, sm } = checkGeneralKey(input);
  return { sm, kids: read.recipients.map(r => r.header.kid) };
};
export function sessionKeyCases(): Promise<Case[]> {
  const inputs: Record<string, unknown> = {
    'two recipients': general(),
    'one recipient': general({ recipients: [recipient(kidA)] }),
    'no recipient': general({ recipients: [] }),
    'a recipient twice': general({ recipients: [recipient(kidA), recipient(kidA)] }),
    'a member more': general({ aad: 'AA' }),
    'an unprotected header': general({ unprotected: {} }),
    'without tag': general({ tag: undefined }),
    'another alg': general({ recipients: [recipient(kidA, 'RSA-OAEP')] }),
    'an encrypted key of another length': general({ recipients: [recipient(kidA, 'RSA-OAEP-256', filler(256))] }),
    'a member more in a recipient': general({ recipients: [{ ...recipient(kidA), iv: 'AA' }] }),
    'a member more in the header of a recipient': general({ recipients: [{ header: { alg: 'RSA-OAEP-256', kid: kidA, typ: 'x' }, encrypted_key: filler(384) }] }),
    'a kid that is not canonical': general({ recipients: [recipient(kidA.slice(0, 42) + 'B')] }),
    'another enc': general({ protected: b64(keyHeader(room).replace('A256GCM', 'A128GCM')) }),
    'another typ': general({ protected: b64(keyHeader(room).replace('session-key', 'msg')) }),
    'alg in the protected header': general({ protected: b64(keyHeader(room).replace('}', ',"alg":"RSA-OAEP-256"}')) }),
    'a manifest hash too short': general({ protected: b64(keyHeader(room.slice(1))) }),
    'a ciphertext of another length': general({ ciphertext: filler(64) }),
    'an iv with padding': general({ iv: filler(12) + '=' }),
  };
  const texts = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, JSON.stringify(value)]));
  return run(sessionKey, {
    ...texts,
    'a member twice': texts['two recipients']!.replace('{"protected"', '{"tag":"AA","protected"'),
    'not JSON': '{',
  });
}

const ownHeader = '{"enc":"A256GCM","typ":"chat-own+jwe"}';
/** `input` is the JSON text. */
export const own = (input: string) => ({ kids: readOwn(parseCanonical(input)).kids });
export function ownCases(): Promise<Case[]> {
  const kids = [...'AEIMQUYcgkosw048'].map(end => 'A'.repeat(42) + end);
  const record = (change: Record<string, unknown> = {}) => general({ protected: b64(ownHeader), ciphertext: filler(1000), ...change });
  const inputs: Record<string, unknown> = {
    'two recipients': record(),
    'sixteen recipients': record({ recipients: kids.map(kid => recipient(kid)) }),
    'seventeen recipients': record({ recipients: [...kids, kidA].map(kid => recipient(kid)) }),
    'no recipient': record({ recipients: [] }),
    'a recipient twice': record({ recipients: [recipient(kidA), recipient(kidA)] }),
    'a member more': record({ aad: 'AA' }),
    'without tag': record({ tag: undefined }),
    'another alg': record({ recipients: [recipient(kidA, 'RSA-OAEP')] }),
    'another enc': record({ protected: b64(ownHeader.replace('A256GCM', 'A128GCM')) }),
    'another typ': record({ protected: b64(ownHeader.replace('own', 'msg')) }),
    'a member more in the protected header': record({ protected: b64(ownHeader.replace('}', ',"zip":"DEF"}')) }),
    'no ciphertext': record({ ciphertext: '' }),
    'a ciphertext that is not canonical': record({ ciphertext: `${filler(1000)}=` }),
    'an iv of 16 bytes': record({ iv: filler(16) }),
    'too large': record({ ciphertext: 'A'.repeat(64 * 1024) }),
  };
  return run(own, { ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, JSON.stringify(value)])), 'not JSON': '{' });
}

/** RFC 7638 thumbprint of the oct JWK with this `k`. */
export const thumbprint = async (input: string) => ({ thumbprint: await thumbprintOf(input) });
export const thumbprintCases = (): Promise<Case[]> => run(thumbprint, { 'zeros': 'A'.repeat(43), 'bytes': filler(32) });

/** A header, and as much ciphertext as makes the whole this long. */
function fill(header: string, length: number): string {
  const rest = length - jwe(header, '', 0).length;
  const ciphertext = 'A'.repeat(rest);
  if (rest % 4 === 1) throw new FormatError('bad-shape', 'choose another length');
  return [b64(header), '', filler(12), ciphertext, filler(16)].join('.');
}

const run = <T>(read: (input: T) => unknown, inputs: Record<string, T>): Promise<Case[]> =>
  Promise.all(Object.entries(inputs).map(([name, input]) => caseOf(name, input, read as (input: never) => unknown)));
