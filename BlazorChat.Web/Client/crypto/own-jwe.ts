import { flattenedDecrypt } from 'jose';
import { bytesOf, isCanonical, textOf } from './base64url';
import { list, literal, matching, object, type Shape, type TypeOf } from './canonical';
import { DecryptionError, FormatError } from './errors';
import { type EncryptionKey, recipientMembers, sealTo } from './session-key';

/** What a user keeps for their own devices: JWE General JSON (RFC 7516 7.2.1) around a `chat-own+jws`. */

const header = { enc: 'A256GCM', typ: 'chat-own+jwe' } as const;
const encodedHeader = 'eyJlbmMiOiJBMjU2R0NNIiwidHlwIjoiY2hhdC1vd24randlIn0';
/** Ten devices and the recovery key, and some that came or went meanwhile. */
const maxRecipients = 16;
const maxCiphertext = 60 * 1024;

const binary: Shape<string> = { is: (value): value is string => typeof value === 'string' && value !== '' && value.length <= maxCiphertext && isCanonical(value) };
export const ownJwe = object({
  protected: literal(encodedHeader), recipients: list(object(recipientMembers), 1, maxRecipients),
  iv: matching(/^[A-Za-z0-9_-]{16}$/), ciphertext: binary, tag: matching(/^[A-Za-z0-9_-]{21}[AQgw]$/),
});
export type OwnJwe = TypeOf<typeof ownJwe>;

export async function sealOwn(jws: string, recipients: readonly EncryptionKey[]): Promise<OwnJwe> {
  const jwe = await sealTo(bytesOf(jws), header, recipients);
  if (!ownJwe.is(jwe)) throw new FormatError('too-large');
  return jwe;
}

/** Throws if it has another form, or a kid stands twice; whom it is for. */
export function readOwn(jwe: unknown): { readonly jwe: OwnJwe; readonly kids: readonly string[] } {
  if (!ownJwe.is(jwe)) throw new FormatError('bad-shape');
  const kids = jwe.recipients.map(({ header: { kid } }) => kid);
  if (new Set(kids).size !== kids.length) throw new FormatError('bad-shape', 'kid twice');
  return { jwe, kids };
}

/** The signed record inside. */
export async function openOwn({ recipients, ...rest }: OwnJwe, own: EncryptionKey): Promise<string> {
  const mine = recipients.find(({ header: { kid } }) => kid === own.kid);
  if (mine === undefined) throw new DecryptionError();
  try {
    const { plaintext } = await flattenedDecrypt({ ...rest, ...mine }, own.key, { keyManagementAlgorithms: ['RSA-OAEP-256'], contentEncryptionAlgorithms: ['A256GCM'] });
    return textOf(plaintext);
  } catch {
    throw new DecryptionError();
  }
}
