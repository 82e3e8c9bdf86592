// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { ClearedHistory, MessageRow, Row } from '../messages/types';
import { anna, byReader, FakeConversation, message, reader } from '../messages/testing/fake-conversation';
import { fileNameOf } from './file-name';
import type { FormatName, Subject } from './format';
import { htmlStyles } from './html-log.styles';
import { escaped, plainLines, safeJson } from './inert';
import { save } from './save';

const noon = new Date(2026, 10, 23, 12).getTime();
const hostile = [
  '<script>alert(1)</script>', '</script><img src=x onerror=alert(1)>', '</div></article><iframe src="//evil.example">', '"><svg onload=alert(1)>',
  '=cmd|"/c calc"!A1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\u202egnp.exe\u2066', '\u0007\u001b[2J', '&lt;b&gt;', 'javascript:alert(1)',
  '<style>*{background:url(//evil.example)}</style>', '<meta http-equiv=refresh content="0;url=//evil.example">', '\ud800', '<!-- ', ']]>',
];
const by = (name: string): Partial<MessageRow> => ({ author: { user: anna, name, own: false } });

async function saved(format: FormatName, rows: readonly Row[], more: Partial<Subject> = {}, cleared: ClearedHistory | null = null): Promise<string> {
  const conversation = new FakeConversation();
  conversation.cleared = cleared;
  conversation.portions = [{ rows, messages: [], read: 1, span: 1 }];
  const subject: Subject = { conversation, reader, title: 'Conversation with Anna', period: { from: null, to: null }, savedAt: noon, origin: 'https://chat.example', ...more };
  const made = await save(format, subject, new AbortController().signal, () => {});
  // Not text(), which would drop the mark at the beginning.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await made!.blob.arrayBuffer());
}

beforeEach(() => { document.documentElement.lang = 'en'; });

test.each(['text', 'html'] as const)('a %s says that it begins with a clearing, not with the conversation', async format => {
  const cleared = { seq: 4, at: noon, here: false };
  const line = /It begins where the history was cleared: what was written up to .*2026.* is not in it\./;
  expect(await saved(format, [message(5, 'x')], {}, cleared)).toMatch(line);
  expect(await saved(format, [message(5, 'x')], { period: { from: noon - 1, to: null } }, cleared)).toMatch(line);
  expect(await saved(format, [message(5, 'x')], { period: { from: noon + 1, to: null } }, cleared)).not.toMatch(line);
  expect(await saved(format, [message(5, 'x')])).not.toMatch(line);
});

test.each(['text', 'html'] as const)('a %s says that what was deleted for its age is not in it', async format => {
  const line = /What was written up to .*2026.* is not in it: the installation has deleted it for its age\./;
  expect(await saved(format, [message(5, 'x')], {}, { seq: 4, at: noon, here: false, old: true })).toMatch(line);
});

describe('a web page', () => {
  test('holds what people typed as text, in messages, names and titles alike', async () => {
    const rows = hostile.flatMap((text, i) => [
      message(i + 1, text, { at: noon }), message(100 + i, 'x', { at: noon, ...by(text) }),
      { kind: 'notice', id: `${i}`, seq: 200 + i, at: noon, code: 'gap', params: { user: anna, userName: text, count: 1 } } as const,
    ]);
    const page = await saved('html', rows, { title: hostile.join(' '), origin: hostile.join(' ') });
    const tags = new Set([...page.matchAll(/<\/?([a-z!][a-z0-9-]*)/gi)].map(([, tag]) => tag!.toLowerCase()));
    expect([...tags].sort()).toEqual(['!doctype', 'article', 'bdi', 'div', 'h1', 'h2', 'header', 'html', 'main', 'meta', 'p', 'span', 'style', 'time', 'title']);
    const parsed = new DOMParser().parseFromString(page, 'text/html');
    const texts = [...parsed.querySelectorAll('.text')].map(element => element.textContent);
    for (const text of hostile.filter(text => !/[\r\u0000-\u0008\u001b\ud800]/.test(text))) expect(texts).toContain(text);
    expect([...parsed.querySelectorAll('*')].flatMap(element => [...element.attributes]).filter(({ name }) => name.startsWith('on') || name === 'src' || name === 'style')).toEqual([]);
  });

  test('forbids everything but its own style, by a policy in it', async () => {
    const page = await saved('html', [message(1, 'x')]);
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(htmlStyles))).toString('base64');
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`);
    expect(page).toContain(`<style>${htmlStyles}</style>`);
    // Before anything that it could matter for.
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title>'));
    expect(htmlStyles).not.toMatch(/url\(|@import|</);
  });

  test('looks like the chat: days, groups of one author, own rows, addresses as links that tell nothing', async () => {
    const day = 24 * 60 * 60_000;
    const page = new DOMParser().parseFromString(await saved('html', [
      message(1, 'https://example.org/?a=1&b="2"', { at: noon }), message(2, 'second', { at: noon + 1_000 }), message(3, 'mine', { at: noon + day, author: byReader }),
    ]), 'text/html');
    expect(page.querySelectorAll('h2')).toHaveLength(2);
    expect(page.querySelectorAll('.avatar')).toHaveLength(2);
    expect(page.querySelectorAll('article.own')).toHaveLength(1);
    const link = page.querySelector('a')!;
    expect([link.getAttribute('href'), link.getAttribute('rel')]).toEqual(['https://example.org/?a=1&b=', 'noopener noreferrer nofollow']);
    expect([...page.querySelectorAll('.text')].every(text => text.getAttribute('dir') === 'auto')).toBe(true);
  });
});

describe('a text', () => {
  test('has no line that begins with what somebody chose, no control and no direction but closed ones', async () => {
    const text = await saved('text', hostile.flatMap((line, i) => [message(2 * i + 1, `${line}\n${line}`, { at: noon }), message(2 * i + 2, 'x', { at: noon, ...by(line) })]));
    const lines = text.slice(1).split('\r\n');
    expect(text.charCodeAt(0)).toBe(0xfeff);
    for (const line of lines.slice(3)) expect(line).toMatch(/^($|--- |\[|    [|!] )/);
    for (const line of lines) {
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\u2028\u2029]/);
      expect(line.match(/\u2068/g)?.length).toBe(line.match(/\u2069/g)?.length);
    }
    expect(text).toContain('[U+202E]gnp.exe[U+2066]');
  });

  test('says what it is worth, in either language', async () => {
    expect(await saved('text', [message(1, 'x')])).toContain('no signatures and proves nothing');
    document.documentElement.lang = 'fr';
    expect(await saved('text', [message(1, 'x')])).toContain('ne prouve rien\u00a0:');
  });
});

test('plain lines end where any program ends a line', () => {
  expect(plainLines('a\r\nb\rc\nd\u2028e\u0085f\vg')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});

test('escaped text has none of the five characters that HTML knows, and keeps the rest', () => {
  expect(escaped('<a href="x" b=\'y\'>&amp;é😀\n\t')).toBe('&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;é😀\n\t');
});

test('safe JSON is the same JSON', () => {
  const value = { text: '\u202e\u2028\u200f\u061c "é😀"' };
  expect(JSON.parse(safeJson(JSON.stringify(value)))).toEqual(value);
  expect(safeJson(JSON.stringify(value))).toContain('\\u202e\\u2028\\u200f\\u061c');
});

describe('a file name', () => {
  test.each([
    ['Anna Ash', 'Anna Ash'], ['../../etc/passwd', 'etc passwd'], ['C:\\Windows\\x', 'C Windows x'], ['.hidden', 'hidden'], ['-rf', 'rf'], ['a\u202egnp.exe', 'a gnp.exe'],
    ['CON', 'Chat'], ['con.txt', 'Chat'], ['...', 'Chat'], ['', 'Chat'], ['\u0000\n\t', 'Chat'], ['محمد علي', 'محمد علي'], ['李小龙', '李小龙'], ['e\u0301', 'é'], ['a. ', 'a'],
    ['$(id)`id`;|&', '(id) id'], ['%PATH%', 'PATH'],
  ])('of %j is %j', (name, expected) => expect(fileNameOf(name, 'Chat')).toBe(expected));

  test('is never longer than file systems take, and ends between letters', () => {
    const name = fileNameOf('👩‍👩‍👧‍👦'.repeat(50) + 'ж'.repeat(500), 'Chat');
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(120);
    expect(fileNameOf('ж'.repeat(500), 'Chat')).toBe('ж'.repeat(60));
  });
});
