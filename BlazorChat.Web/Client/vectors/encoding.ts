import { decode } from '../crypto/base64url';
import { hash43, integer, object, parseExact, text } from '../crypto/canonical';
import { H, hashRecipients } from '../crypto/hash';
import { parseRecoveryCode, shown } from '../crypto/recovery-code';
import { type Case, caseOf, kidA, kidB } from './cases';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** RFC 4648 5 without padding, the one spelling only. */
export const base64url = (input: string) => ({ hex: hex(decode(input)) });
export const base64urlCases = (): Promise<Case[]> => run(base64url, {
  'nothing': '', 'one byte': 'AA', 'two bytes': 'AAA', 'three bytes': 'AAAA', 'all of the alphabet that differs': '-_-_',
  'padding': 'AA==', 'one character': 'A', 'five characters': 'AAAAA', 'unused bits set after one byte': 'AB', 'unused bits set after two bytes': 'AAB',
  'the other alphabet': '+/+/', 'a blank': 'AA A', 'a line feed at the end': 'AAAA\n', 'a letter beyond ASCII': 'AAÄA', 'a full stop': 'AA.A',
  'a hash': kidA,
});

/** Printable ASCII, members in order, as JSON.stringify writes it. Shape: {"v":1,"a":<text>,"n":<integer>}. */
const shape = object({ v: integer(1, 1), a: text(100), n: integer() });
export const exactJson = (input: string) => ({ value: parseExact(input, shape) });
export const exactJsonCases = (): Promise<Case[]> => run(exactJson, {
  'as it must be': '{"v":1,"a":"x","n":0}',
  'the largest integer': '{"v":1,"a":"x","n":9007199254740991}',
  'an empty text': '{"v":1,"a":"","n":1}',
  'one more than the largest integer': '{"v":1,"a":"x","n":9007199254740992}',
  'minus zero': '{"v":1,"a":"x","n":-0}', 'a negative number': '{"v":1,"a":"x","n":-1}', 'a fraction': '{"v":1,"a":"x","n":1.0}',
  'an exponent': '{"v":1,"a":"x","n":1e0}', 'a leading zero': '{"v":1,"a":"x","n":01}', 'a plus': '{"v":1,"a":"x","n":+1}',
  'a number as text': '{"v":1,"a":"x","n":"1"}', 'true as a number': '{"v":1,"a":"x","n":true}', 'null': '{"v":1,"a":null,"n":1}',
  'a blank': '{"v":1, "a":"x","n":0}', 'a blank in front': ' {"v":1,"a":"x","n":0}', 'a line feed behind': '{"v":1,"a":"x","n":0}\n',
  'a byte order mark': '\ufeff{"v":1,"a":"x","n":0}', 'an escape that is not needed': '{"v":1,"a":"\\u0061","n":0}',
  'an escape in a name': '{"v":1,"\\u0061":"x","n":0}', 'a slash escaped': '{"v":1,"a":"\\/","n":0}',
  'a name twice, the same value': '{"v":1,"a":"x","a":"x","n":0}', 'a name twice, another value': '{"v":1,"a":"y","a":"x","n":0}',
  'another order': '{"a":"x","v":1,"n":0}', 'a member missing': '{"v":1,"n":0}', 'a member more': '{"v":1,"a":"x","n":0,"z":0}',
  'a member in capitals': '{"v":1,"A":"x","n":0}', 'the name __proto__': '{"v":1,"a":"x","n":0,"__proto__":{}}',
  'a comma at the end': '{"v":1,"a":"x","n":0,}', 'a comment': '{"v":1,"a":"x",/**/"n":0}', 'two objects': '{"v":1,"a":"x","n":0}{}',
  'cut off': '{"v":1,"a":"x","n":0', 'nothing': '', 'an array': '[1,"x",0]', 'a text': '"x"', 'a newer version': '{"v":2,"a":"x","n":0}',
  'a newer version with other members': '{"v":2,"b":[]}', 'version zero': '{"v":0,"a":"x","n":0}', 'deep nesting': '['.repeat(500) + ']'.repeat(500),
});

export const hash = async (input: string) => ({ hash: await H(input) });
export const hashCases = (): Promise<Case[]> => run(hash, { 'nothing': '', 'three letters (FIPS 180-2)': 'abc', 'a compact form': 'eyJhIjoxfQ.e30.AA' });

export const recipients = async (input: string[]) => ({ to: await hashRecipients(input) });
export const recipientCases = (): Promise<Case[]> => run(recipients, {
  'one': [kidA], 'two': [kidA, kidB], 'two the other way round': [kidB, kidA], 'one twice counts once': [kidA, kidB, kidA],
  'capitals before small letters, hyphen first, underscore between': ['_', 'a', 'A', '-', '0', 'Z', 'z'].map(c => c + kidA.slice(1)),
});

export const hash43Text = (input: string) => {
  parseExact(JSON.stringify(input), hash43);
  return {};
};
export const hashFormCases = (): Promise<Case[]> => run(hash43Text, {
  'a hash': kidA, 'all zero': 'A'.repeat(43), 'unused bits set': 'A'.repeat(42) + 'B', 'too short': 'A'.repeat(42), 'too long': 'A'.repeat(44), 'padded': 'A'.repeat(43) + '=',
});

export const recoveryCode = async (input: string) => {
  const code = await parseRecoveryCode(input);
  return { password: code.slice(0, 26), shown: shown(code) };
};
export async function recoveryCodeCases(): Promise<Case[]> {
  const codes = ['0'.repeat(26), 'ZYXWVTSRQPNMKJHGFEDCBA9876', '01ABCDEFGHJKMNPQRSTVWXYZ23'];
  const [zeros, z, a] = await Promise.all(codes.map(withCheck)) as [string, string, string];
  return run(recoveryCode, {
    'zeros': zeros, 'letters and digits': z, 'in groups': shown(a), 'small letters': z.toLowerCase(),
    'O for 0': zeros.replaceAll('0', 'O'), 'o for 0': zeros.replaceAll('0', 'o'), 'I for 1': a.replace('1', 'I'), 'l for 1': a.replace('1', 'l'),
    'blanks and another hyphen': ` ${shown(a).replaceAll('-', ' \u2013 ')} `,
    'a letter that is not used': 'U' + z.slice(1), 'one missing': z.slice(1), 'one too many': z + '0', 'nothing': '',
    'another first character': (z[0] === 'A' ? 'B' : 'A') + z.slice(1), 'two swapped': z[1]! + z[0]! + z.slice(2), 'without check': z.slice(0, 26) + '00',
  });
}

async function withCheck(secret: string): Promise<string> {
  const first = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(secret))).readUInt16BE() >> 6;
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return secret + alphabet[first >> 5]! + alphabet[first & 31]!;
}

const run = <T>(read: (input: T) => unknown, inputs: Record<string, T>): Promise<Case[]> =>
  Promise.all(Object.entries(inputs).map(([name, input]) => caseOf(name, input, read as (input: never) => unknown)));
