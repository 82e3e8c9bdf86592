import { type Payloads, pad, read, type Typ, verify } from '../crypto/jws';
import { newSigningKey } from '../crypto/key-pair';
import { type Case, b64, caseOf, conv, device, filler, key, kidA, kidB, room, user } from './cases';

// Forms: the signature is 384 bytes of filler, since reading comes before verifying.

const header = (typ: string, kid = kidA) => `{"alg":"PS256","typ":"${typ}","kid":"${kid}"}`;
const compact = (head: string, payload: string, signature = filler(384)) => `${b64(head)}.${b64(payload)}.${signature}`;

interface Input {
  readonly typ: Typ;
  readonly compact: string;
}
export const signed = ({ typ, compact: text }: Input) => {
  const { kid, payload } = read(text, typ);
  return { kid, payload };
};

export async function signedCases(): Promise<Case[]> {
  const groups = [headerCases(), userCases(), roomCases(), manifestCases(), proofCases(), messageCases()];
  const all = groups.flatMap(Object.entries) as [string, Input][];
  return Promise.all(all.map(([name, input]) => caseOf(name, input, signed)));
}

const manifest = { v: 1, conv, key, room, iat: 1795435200 };

function headerCases(): Record<string, Input> {
  const typ = 'chat-session+jws';
  const payload = JSON.stringify(manifest);
  const heads: Record<string, string> = {
    'as it must be': header(typ),
    'another typ': header('chat-user+jws'),
    'typ in capitals': header('Chat-session+jws'),
    'another alg': header(typ).replace('PS256', 'RS256'),
    'alg none': header(typ).replace('PS256', 'none'),
    'another order': `{"typ":"${typ}","alg":"PS256","kid":"${kidA}"}`,
    'without kid': `{"alg":"PS256","typ":"${typ}"}`,
    'a kid too long': header(typ, kidA + 'A'),
    'a kid that is not canonical': header(typ, kidA.slice(0, 42) + 'B'),
    'a member more': header(typ).replace('}', ',"jku":"https://example.org/"}'),
    'crit': header(typ).replace('}', ',"crit":["exp"]}'),
    'a kid twice': header(typ).replace('}', `,"kid":"${kidB}"}`),
    'a blank': header(typ).replace(',', ', '),
    'an escape': header(typ).replace('"typ"', '"t\\u0079p"'),
    'nothing': '',
  };
  const compacts: Record<string, string> = {
    ...Object.fromEntries(Object.entries(heads).map(([name, head]) => [name, compact(head, payload)])),
    'two parts': compact(header(typ), payload).split('.').slice(0, 2).join('.'),
    'four parts': compact(header(typ), payload) + '.AA',
    'a signature of 256 bytes': compact(header(typ), payload, filler(256)),
    'a signature of 385 bytes': compact(header(typ), payload, filler(385)),
    'no signature': compact(header(typ), payload, ''),
    'padding behind the payload': `${b64(header(typ))}.${b64(payload)}=.${filler(384)}`,
    'a line feed behind': compact(header(typ), payload) + '\n',
    'more than 64 KB': compact(header(typ), `{"v":1,"x":"${'x'.repeat(64 * 1024)}"}`),
  };
  return prefixed('header', typ, compacts);
}

function userCases(): Record<string, Input> {
  const typ = 'chat-user+jws';
  const kids = { device, sig: kidA, enc: kidB };
  const first = { v: 1, user, n: 0, prev: null, op: 'first', ...kids, iat: 1795435200 };
  const later = { v: 1, user, n: 1, prev: room };
  return prefixed('user chain', typ, {
    ...payloads(typ, {
      'first': first,
      'add': { ...later, op: 'add', ...kids, iat: 1795435200 },
      'drop': { ...later, op: 'drop', device, iat: 1795435200 },
      'recovery': { ...later, op: 'recovery', sig: kidA, enc: kidB, iat: 1795435200 },
      'reset': { ...later, op: 'reset', ...kids, iat: 1795435200 },
      'a later number': { ...later, n: 9007199254740991, op: 'drop', device, iat: 0 },
      'first with n 1': { ...first, n: 1, prev: room },
      'first with prev': { ...first, prev: room },
      'add with n 0': { v: 1, user, n: 0, prev: null, op: 'add', ...kids, iat: 1 },
      'add without prev': { ...later, prev: null, op: 'add', ...kids, iat: 1 },
      'drop with kids': { ...later, op: 'drop', ...kids, iat: 1 },
      'recovery with a device': { ...later, op: 'recovery', ...kids, iat: 1 },
      'an unknown op': { ...later, op: 'rename', device, iat: 1 },
      'the device recovery': { ...first, device: 'recovery' },
      'a uuid in capitals': { ...first, user: user.toUpperCase() },
      'a uuid in braces': { ...first, user: `{${user}}` },
      'a uuid without hyphens': { ...first, user: user.replaceAll('-', '') },
      'a kid too short': { ...first, sig: kidA.slice(1) },
      'a member missing': { v: 1, user, n: 0, prev: null, op: 'first', device, sig: kidA, iat: 1 },
      'a member more': { ...first, note: 'x' },
      'iat in front': { v: 1, iat: 1, user, n: 0, prev: null, op: 'first', ...kids },
      'a time with a fraction': { ...first, iat: 1.5 },
      'a time before 1970': { ...first, iat: -1 },
      'a number as text': { ...first, n: '0' },
      'a newer version': { ...first, v: 2 },
      'an array': [first],
    }),
    'a name twice': compact(header(typ), JSON.stringify(first).replace('"n":0', '"n":0,"n":0')),
    'minus zero': compact(header(typ), JSON.stringify(first).replace('"n":0', '"n":-0')),
    'an exponent': compact(header(typ), JSON.stringify(first).replace('"n":0', '"n":0e0')),
    'a blank': compact(header(typ), JSON.stringify(first).replace('"n":0', '"n": 0')),
    'an escape': compact(header(typ), JSON.stringify(first).replace('"first"', '"\\u0066irst"')),
    'not JSON': compact(header(typ), '{'),
  });
}

function roomCases(): Record<string, Input> {
  const typ = 'chat-room+jws';
  const member = { user, base: room, role: 'admin' };
  const create = { v: 1, conv: null, n: 0, prev: null, op: 'create', kind: 'dm', history: 'none', members: [member], iat: 1795435200 };
  const later = { v: 1, conv, n: 1, prev: room };
  return prefixed('room chain', typ, payloads(typ, {
    'create': create,
    'create open with two': { ...create, kind: 'open', history: 'shared', members: [member, { ...member, user: device, role: 'member' }] },
    'add': { ...later, op: 'add', ...member, iat: 1 },
    'remove': { ...later, op: 'remove', user, iat: 1 },
    'role': { ...later, op: 'role', user, role: 'member', iat: 1 },
    'leave': { ...later, op: 'leave', user, iat: 1 },
    'succeed': { ...later, op: 'succeed', user, iat: 1 },
    'create without members': { ...create, members: [] },
    'create with conv': { ...create, conv },
    'create of an unknown kind': { ...create, kind: 'group' },
    'create with an unknown history': { ...create, history: 'all' },
    'create with an unknown role': { ...create, members: [{ ...member, role: 'owner' }] },
    'create with a member written otherwise': { ...create, members: [{ base: room, user, role: 'admin' }] },
    'add without conv': { ...later, conv: null, op: 'add', ...member, iat: 1 },
    'add without base': { ...later, op: 'add', user, role: 'member', iat: 1 },
    'role without role': { ...later, op: 'role', user, iat: 1 },
    'remove with role': { ...later, op: 'remove', user, role: 'member', iat: 1 },
    'an unknown op': { ...later, op: 'rename', user, iat: 1 },
  }));
}

const manifestCases = () => prefixed('manifest', 'chat-session+jws', payloads('chat-session+jws', {
  'as it must be': manifest,
  'conv null': { ...manifest, conv: null },
  'without room': { v: 1, conv, key, iat: 1 },
  'room and key swapped': { v: 1, conv, room, key, iat: 1 },
  'a key too long': { ...manifest, key: key + 'A' },
}));

function proofCases(): Record<string, Input> {
  const proof = { v: 1, aud: 'http://localhost:5080', nonce: filler(32), iat: 1795435200 };
  return prefixed('device proof', 'chat-auth+jws', payloads('chat-auth+jws', {
    'as it must be': proof,
    'without nonce': { v: 1, aud: proof.aud, iat: 1 },
    'aud as a list': { ...proof, aud: [proof.aud] },
    'a letter beyond ASCII': { ...proof, aud: 'http://m\u00fcnchen.example' },
  }));
}

function messageCases(): Record<string, Input> {
  const typ = 'chat-msg+jws';
  const text = { t: 'text', text: 'Gr\u00fc\u00dfe \ud83d\udc4b', reply: null, mentions: [] as string[] };
  const bare = { v: 1 as const, conv, session: key, room, to: kidA, n: 1, prev: null, seen: null, id: device, iat: 1795435200, body: text };
  const padded = (change: object) => pad({ ...bare, ...change } as Omit<Payloads['chat-msg+jws'], 'pad'>);
  const whole = padded({});
  return prefixed('message', typ, payloads(typ, {
    'a text': whole,
    'a reply with a mention': padded({ n: 7, prev: kidB, seen: kidB, body: { ...text, reply: room, mentions: [user] } }),
    'an edit': padded({ body: { t: 'edit', target: room, text: 'x' } }),
    'a deletion': padded({ body: { t: 'delete', target: room } }),
    'a reaction': padded({ body: { t: 'reaction', target: room, emoji: '\ud83d\udc4d', on: true } }),
    'of a kind unknown today': padded({ body: { t: 'poll', question: 'x', options: [1, 2] } }),
    'without padding': { ...whole, pad: '' },
    'a block of padding too much': { ...whole, pad: whole.pad + '0'.repeat(256) },
    'padded with ones': { ...whole, pad: '1'.repeat(whole.pad.length) },
    'n 0': padded({ n: 0 }),
    'a text without mentions': padded({ body: { t: 'text', text: 'x', reply: null } }),
    'an empty text': padded({ body: { ...text, text: '' } }),
    'a body without kind': padded({ body: { text: 'x' } }),
    'more than 35 KB': padded({ body: { ...text, text: 'x'.repeat(35 * 1024) } }),
    'a newer version': padded({ v: 2 }),
  }));
}

const payloads = (typ: string, of: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(of).map(([name, payload]) => [name, compact(header(typ), JSON.stringify(payload))]));
const prefixed = (group: string, typ: Typ, compacts: Record<string, string>): Record<string, Input> =>
  Object.fromEntries(Object.entries(compacts).map(([name, text]) => [`${group}: ${name}`, { typ, compact: text }]));

interface SignatureInput {
  readonly jwk: JsonWebKey;
  readonly compact: string;
}
/** `chat-session+jws` under a key. The only part with randomness: PS256 salts, and the keys. */
export const signature = async ({ jwk, compact: text }: SignatureInput) => {
  const { kty, n, e } = jwk;
  const publicKey = await crypto.subtle.importKey('jwk', { kty: kty!, n: n!, e: e! }, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']);
  await verify(read(text, 'chat-session+jws'), publicKey);
  return {};
};

export async function signatureCases(): Promise<Case[]> {
  const [own, other] = await Promise.all([newSigningKey(true), newSigningKey(true)]);
  const { kty, n, e, ...secret } = await crypto.subtle.exportKey('jwk', own.key);
  const jwk = { kty: kty!, n: n!, e: e! };
  const unsigned = `${b64(header('chat-session+jws', own.kid))}.${b64(JSON.stringify(manifest))}`;
  const sign = async (name: string, key: CryptoKey, saltLength: number) =>
    `${unsigned}.${Buffer.from(await crypto.subtle.sign({ name, saltLength }, key, Buffer.from(unsigned))).toString('base64url')}`;
  const as = (name: string, hash: string) => crypto.subtle.importKey('jwk', { ...jwk, ...pick(secret) }, { name, hash }, false, ['sign']);
  const good = await sign('RSA-PSS', own.key, 32);
  const inputs: Record<string, string> = {
    'as it must be': good,
    'a salt of 20 bytes': await sign('RSA-PSS', own.key, 20),
    'no salt': await sign('RSA-PSS', own.key, 0),
    'SHA-384': await sign('RSA-PSS', await as('RSA-PSS', 'SHA-384'), 48),
    'PKCS#1 version 1.5': await sign('RSASSA-PKCS1-v1_5', await as('RSASSA-PKCS1-v1_5', 'SHA-256'), 0),
    'by another key': await sign('RSA-PSS', other.key, 32),
    'over another payload': `${unsigned.split('.')[0]}.${b64(JSON.stringify({ ...manifest, iat: 0 }))}.${good.split('.')[2]}`,
    'over nothing': `${unsigned}.${filler(384)}`,
  };
  return Promise.all(Object.entries(inputs).map(([name, text]) => caseOf(name, { jwk, compact: text }, signature)));
}

const pick = ({ d, p, q, dp, dq, qi }: JsonWebKey) => ({ d: d!, p: p!, q: q!, dp: dp!, dq: dq!, qi: qi! });
