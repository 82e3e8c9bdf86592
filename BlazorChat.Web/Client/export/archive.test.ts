import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Scene, type Chat } from '../messages/testing/people';
import { until } from '../messages/testing/browser';
import type { Conversation } from '../messages/types';
import type { Period } from '../messages/transcript';
import type { Subject } from './format';
import { save } from './save';
import { Unpacked } from './testing/unpacked';

const hostile = '=cmd|"/c calc"!A1 \u202egnp.exe\u2069 \u2028 ","jws":"a.b.c"} \u0000 \ud83d\ude00 $(id) `id` \\n\n]\n{"seq":9}';
const whole: Period = { from: null, to: null };

let scene: Scene;
let chat: Chat;
let kept: Unpacked;
const copies: Unpacked[] = [];

function copy(): Unpacked {
  const made = kept.copy();
  copies.push(made);
  return made;
}

const subjectOf = (conversation: Conversation, period = whole): Subject => ({
  conversation, reader: scene.ann.user, title: 'Conversation with Ben', period, savedAt: scene.server.now, origin: 'https://chat.example',
});

async function archive(conversation: Conversation, period = whole): Promise<Unpacked> {
  const saved = await save('json', subjectOf(conversation, period), new AbortController().signal, () => {});
  const unpacked = await Unpacked.of(saved!.blob);
  copies.push(unpacked);
  return unpacked;
}

async function say(from: Conversation, to: Conversation, text: string): Promise<void> {
  const rows = to.rows().length;
  await from.send(text);
  await until(() => to.rows().length === rows + 1 && from.rows().at(-1)?.seq === to.rows().at(-1)!.seq);
}

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr' } });
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  scene = await Scene.begin();
  chat = await scene.chat();
  await say(chat.atBen, chat.atAnn, hostile);
  await say(chat.atBen, chat.atAnn, 'three');
  await say(chat.atAnn, chat.atBen, 'x'.repeat(30_000));
  for (let seq = 6; seq <= 10; seq++) await say(chat.atAnn, chat.atBen, `text ${seq}`);
  kept = await archive(chat.atAnn);
});

afterAll(() => {
  for (const made of copies) made.remove();
  scene.end();
  vi.unstubAllGlobals();
});

test('an archive is verified by its own script with openssl, and by nothing else', () => {
  const { status, out } = kept.verify(kept.fingerprint('authority/roots.pem').toLowerCase());
  expect(out).toContain('VERIFIED: 9 messages; 0 more could not be opened');
  expect(out).not.toMatch(/WRONG/);
  expect(status).toBe(0);
  for (const user of [scene.ann, scene.ben]) expect(out).toContain(`urn:blazorchat:user:${user.user}:device:${user.first.device}`);
});

test('every file of it is what it says, the messages JSON with the text as it was signed', () => {
  const [ann, ben] = [scene.ann.first.sig.kid, scene.ben.first.sig.kid];
  expect(kept.names()).toEqual([
    'README.txt', 'SHA256SUMS', 'authority/issuing.pem', 'authority/lists.pem', 'authority/roots.pem',
    ...[ann, ben].map(kid => `certificates/${kid}.1.pem`), 'conversation.json', 'membership.json', 'messages-0001.json', 'verify.sh',
  ].sort());
  const messages = JSON.parse(kept.read('messages-0001.json')) as { seq: number; signed: { body: { text: string } } }[];
  expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(messages[1]!.signed.body.text).toBe(hostile);
  expect(kept.read('messages-0001.json')).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u2028]/);
  expect(kept.read('README.txt')).toContain('https://chat.example');
});

test('another root than the one whose fingerprint was given is named', () => {
  const print = kept.fingerprint('authority/roots.pem');
  const { status, out } = kept.verify(print.replace(/^../, print.startsWith('00') ? '11' : '00'));
  expect([status, out]).toEqual([1, expect.stringContaining('authority/roots.pem: no root has the fingerprint')]);
});

test('any byte of any file, changed by accident, is found by the sums', () => {
  const damaged = copy();
  const names = damaged.names().filter(name => name !== 'SHA256SUMS' && name !== 'verify.sh');
  for (const name of names) damaged.change(name, content => content.replace(/[a-z](?=[^a-z]*$)/, char => (char === 'x' ? 'y' : 'x')), false);
  const { status, out } = damaged.verify();
  expect(status).toBe(1);
  for (const name of names) expect(out).toContain(`WRONG  ${name}: is not the file that was saved`);
});

const flip = (char: string) => (char === 'A' ? 'B' : 'A');
const lastFlipped = (found: string) => found.slice(0, -1) + flip(found.at(-1)!);
type Change = readonly [line: number, pattern: RegExp, by: (found: string) => string];
const changed = (...changes: readonly Change[]) => (content: string) => content.split('\n')
  .map((text, i) => changes.filter(([line]) => line === i + 1).reduce((now, [, pattern, by]) => now.replace(pattern, by), text)).join('\n');
/** Of base64 in a PEM, far from both ends. */
const inPem = (line: number) => changed([line, /^.{20}./, lastFlipped]);

test('one changed byte is found and named, message and file, though the sums were made anew', () => {
  // Message 2 is in line 2, after the bracket.
  const { status, out } = copy().change('messages-0001.json', changed(
    [3, /"jws":"[^.]+\.[^.]{400}./, lastFlipped],
    [4, /three/, () => 'thrEe'],
    [5, /.(?=.{200}"},?$)/, flip],
    [6, /(?<="jws":")ey/, () => 'eZ'],
    [7, /(?<="user":")./, found => (found === '0' ? '1' : '0')],
    [8, /(?<="device":")./, found => (found === '0' ? '1' : '0')],
    [9, /"at":179/, () => '"at":189'],
    [10, /"signed":/, () => '"signeD":'],
  )).change('membership.json', changed([2, /"role":"admin"/, () => '"role":"adMin"']))
    .change('conversation.json', content => content.replace(/(?<="conv": ")./, flip)).verify();
  expect(status).toBe(1);
  for (const fault of [
    'message 3: the signature is not of the key in certificates/',
    'message 4: what is written beside the signature is not what was signed',
    'message 5: the signature is not of the key in certificates/',
    'message 6: the header of its signature is not as it should be',
    'message 7: the certificate certificates/',
    'message 8: the certificate certificates/',
    'message 9: the certificate certificates/',
  ]) expect(out).toContain(`WRONG  messages-0001.json, ${fault}`);
  expect(out).toContain('WRONG  messages-0001.json, line 10: is not as it should be');
  expect(out).toContain('WRONG  membership.json, entry 1: what is written beside the signature is not what was signed');
  expect(out).toContain('WRONG  conversation.json: names another conversation');
  expect(out).not.toMatch(/WRONG .*message 2:/);
  expect(out).toMatch(/NOT VERIFIED: \d+ faults, each named above\.\n$/);
});

test('a changed byte in a certificate is named, with the messages that hang on it', () => {
  const name = `certificates/${scene.ben.first.sig.kid}.1.pem`;
  const { status, out } = copy().change(name, inPem(14)).verify();
  expect(status).toBe(1);
  expect(out).toContain(`WRONG  ${name}: `);
  for (const seq of [3, 4]) expect(out).toContain(`message ${seq}: cannot be checked, since ${name} is missing or wrong`);
  expect(out).not.toMatch(/WRONG .*message [25]:/);
});

test('a changed byte in a root, an issuing authority or a list of revocations is named', () => {
  const { out } = copy().change('authority/roots.pem', inPem(12)).change('authority/lists.pem', inPem(4)).verify();
  expect(out).toContain('WRONG  authority/roots.pem: ');
  expect(out).toContain('WRONG  authority/lists.pem: ');
  expect(copy().change('authority/issuing.pem', inPem(12)).verify().out).toContain('WRONG  authority/issuing.pem: ');
});

test('a message left out, put twice or moved is named', () => {
  // With places as if nothing had happened: these are not signed, the numbers of a device are.
  const placed = (lines: readonly string[]) => lines.map((line, i) => line.replace(/"seq":\d+/, `"seq":${i + 1}`)).join('\n');
  const { out } = copy().change('messages-0001.json', content => {
    const [open, m2, m3, m4, m5, , m7, m8, m9, ...end] = content.split('\n') as [string, ...string[]];
    return placed([open, m2!, m3!, m3!, m4!, m5!, m7!, m9!, m8!, ...end]);
  }).verify();
  expect(out).toContain('message 4: is a repeat, or was moved');
  expect(out).toContain('message 7: before it, messages of the same device are missing (1)');
  expect(out).toContain('message 8: before it, messages of the same device are missing (1)');
  expect(out).toContain('message 9: is a repeat, or was moved');
  expect(out).not.toMatch(/WRONG .*message [2356]:/);
  const hole = copy().change('messages-0001.json', content => content.split('\n').toSpliced(3, 1).join('\n')).verify();
  expect([hole.status, hole.out]).toEqual([1, expect.stringContaining('message 5: before it, 1 are missing')]);
});

test('certificates that are another’s, missing files and files that were added are named', () => {
  const [ann, ben] = [scene.ann, scene.ben].map(({ first }) => `certificates/${first.sig.kid}.1.pem`) as [string, string];
  const { out } = copy().change(ben, () => kept.read(ann)).change('SHA256SUMS', content => content.replace(/^.*conversation\.json\n/m, ''), false).verify();
  expect(out).toContain(`WRONG  ${ben}: is of another key`);
  expect(out).toContain('WRONG  conversation.json: is not in SHA256SUMS');
});

test('a period is what was written in it, and its first messages may follow others', async () => {
  const at = scene.server.now;
  scene.server.now += 3_600_000;
  await say(chat.atBen, chat.atAnn, 'in the period');
  const part = await archive(chat.atAnn, { from: at + 1_000_000, to: null });
  expect(part.read('messages-0001.json').match(/"body":\{[^}]*\}/g)).toEqual(['"body":{"t":"text","text":"in the period","reply":null,"mentions":[]}']);
  expect(part.verify()).toEqual({ status: 0, out: expect.stringContaining('\nVERIFIED: 1 messages;') as string });
});

test('what was sent before a certificate was revoked counts, what is said to be sent after it does not', async () => {
  scene.server.now += 3_600_000;
  await scene.server.revoke(scene.ben.first.sig.kid);
  const saved = await archive(chat.atAnn);
  const { status, out } = saved.verify();
  expect([status, out]).toEqual([0, expect.stringContaining('what was sent before counts')]);
  const later = saved.change('messages-0001.json', changed([3, /"at":\d+/, () => `"at":${scene.server.now + 3_600_000}`])).verify();
  expect([later.status, later.out]).toEqual([1, expect.stringMatching(/message 3: the certificate .* was revoked before it was sent/)]);
});

test('of a history that its reader has cleared it holds the rest, is verified, and says that it is not the whole', async () => {
  const { stored } = chat;
  scene.server.clear(scene.ann.user, new Map([[stored, 4]]));
  await until(() => chat.atAnn.cleared !== null && chat.atAnn.rows()[0]?.seq === 5);
  const made = await archive(chat.atAnn);
  const { status, out } = made.verify();
  expect([status, out]).toEqual([0, expect.stringContaining(`VERIFIED: ${stored.log.length - 4} messages`)]);
  expect(made.read('messages-0001.json')).not.toContain('"seq":4,');
  const from = (saved: typeof made) => (JSON.parse(saved.read('conversation.json')) as { from: number }).from;
  expect(from(made)).toBe(stored.log[3]!.at);
  expect(from(await archive(chat.atAnn, { from: 1, to: null }))).toBe(stored.log[3]!.at);
  const last = stored.log.at(-1)!.at;
  expect(from(await archive(chat.atAnn, { from: last, to: null }))).toBe(last);
});
