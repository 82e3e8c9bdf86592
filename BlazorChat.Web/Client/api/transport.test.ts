import { describe, expect, test, vi } from 'vitest';
import { Api } from './api';
import { ApiError } from './error';

const answering = (answer: () => Response | Promise<Response>, seen: [string, RequestInit][] = []): Api =>
  new Api(async (input, init) => {
    seen.push([input, init]);
    return answer();
  });

const problem = (status: number, body: unknown, headers: Record<string, string> = {}) => () =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } });

describe('a request', () => {
  test('carries what was asked, and nothing else', async () => {
    const seen: [string, RequestInit][] = [];
    const api = answering(() => Response.json({ entries: [], last: 0, more: false }), seen);
    await api.messages('abc', { before: 7, limit: 50 });
    await api.messages('abc', {});
    await api.send('abc', [{ n: 1, jwe: 'x' }]);
    expect(seen.map(([input]) => input)).toEqual([
      '/api/conversations/abc/messages?before=7&limit=50', '/api/conversations/abc/messages', '/api/conversations/abc/messages',
    ]);
    expect(seen.map(([, { method, body }]) => [method, body])).toEqual([['GET', undefined], ['GET', undefined], ['POST', '[{"n":1,"jwe":"x"}]']]);
    expect(seen.every(([, { redirect, credentials }]) => redirect === 'error' && credentials === 'same-origin')).toBe(true);
  });

  test('says for whom its page was made', async () => {
    const seen: [string, RequestInit][] = [];
    const api = answering(() => Response.json({}), seen);
    await api.me();
    vi.stubGlobal('document', { querySelector: (selector: string) => (selector === 'meta[name=chat-user]' ? { content: 'ann' } : null) });
    await api.me();
    vi.unstubAllGlobals();
    expect(seen.map(([, { headers }]) => (headers as Record<string, string>)['chat-user'])).toEqual([undefined, 'ann']);
  });

  test('gives nothing where the server has nothing to say', async () => {
    expect(await answering(() => new Response(null, { status: 204 })).markRead('abc', 1)).toBeUndefined();
  });
});

describe('the list of conversations', () => {
  interface Listed { readonly conv: string; readonly lastAt: number }
  /** Pages of two. `meanwhile` happens after each. */
  const listing = (all: Listed[], meanwhile: (page: number) => void = () => {}, asked: string[] = []) => new Api(async input => {
    asked.push(input);
    const before = Number(new URL(input, 'http://test').searchParams.get('before') ?? Infinity);
    const older = all.filter(({ lastAt }) => lastAt < before).sort((a, b) => b.lastAt - a.lastAt);
    const answer = Response.json({ conversations: older.slice(0, 2), more: older.length > 2 });
    meanwhile(asked.length);
    return answer;
  });
  const five = () => ['a', 'b', 'c', 'd', 'e'].map((conv, i) => ({ conv, lastAt: 10 * (5 - i) }));
  const convs = async (api: Api) => (await api.conversations()).map(({ conv }) => conv).join('');

  test('is asked for once where it is one page', async () => {
    const asked: string[] = [];
    expect(await convs(listing(five().slice(0, 2), undefined, asked))).toBe('ab');
    expect(asked).toEqual(['/api/conversations?limit=200']);
  });

  test('is walked to its end, newest first', async () => {
    const asked: string[] = [];
    expect(await convs(listing(five(), undefined, asked))).toBe('abcde');
    expect(asked.slice(1, 3)).toEqual(['/api/conversations?before=40&limit=200', '/api/conversations?before=20&limit=200']);
  });

  test('misses none that moved to the front while it was walked', async () => {
    const all = five();
    const api = listing(all, page => {
      if (page === 1) all[4] = { conv: 'e', lastAt: 60 };
      if (page === 2) all.push({ conv: 'new', lastAt: 70 });
    });
    expect(await convs(api)).toBe('neweabcd');
  });
});

describe('a refusal', () => {
  test('keeps code, members and the wait of the problem details', async () => {
    const api = answering(problem(429, { type: 'about:blank', title: 't', status: 429, detail: 'd', code: 'throttled', seen: 3 }, { 'retry-after': '7' }));
    const error = await api.send('abc', [{ n: 1, jwe: 'x' }]).catch((caught: unknown) => caught) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect([error.status, error.code, error.extensions, error.retryAfter, error.isTransient]).toEqual([429, 'throttled', { seen: 3 }, 7000, true]);
  });

  test('without problem details is told by its status', async () => {
    const error = await answering(() => new Response('<html>', { status: 502 })).me().catch((caught: unknown) => caught) as ApiError;
    expect([error.code, error.isTransient]).toEqual(['http-502', true]);
  });

  test.each([
    [401, 'signed-out', true], [403, 'no-device', true], [403, 'blocked', false], [404, 'not-found', false], [409, 'counter', false], [413, 'too-large', false],
  ])('%i %s: trying again later may help: %s', async (status, code, transient) => {
    const error = await answering(problem(status, { code })).me().catch((caught: unknown) => caught) as ApiError;
    expect(error.isTransient).toBe(transient);
  });
});

describe('no answer', () => {
  test('is one kind of error, also when the connection breaks within the answer', async () => {
    const lost = answering(() => Promise.reject(new TypeError('Failed to fetch')));
    const broken = answering(() => new Response(new ReadableStream({ start: controller => controller.error(new TypeError('network error')) })));
    for (const api of [lost, broken]) await expect(api.me()).rejects.toMatchObject({ status: 0, code: 'network', isNetwork: true, isTransient: true });
  });

  test('that makes sense is a fault of the server', async () => {
    await expect(answering(() => new Response('<html>')).me()).rejects.toMatchObject({ code: 'not-json', isTransient: true });
  });
});
