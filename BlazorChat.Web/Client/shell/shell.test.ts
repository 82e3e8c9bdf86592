// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineHost } from '../messages/host';
import { fakeEngine, FakeConversation } from '../messages/testing/fake-conversation';
import { shellDoor } from './door';
import { onLeaving } from './leaving';
import { loadAgain, whenNotBegun } from './opening';
import { pauseBeforeReload, retryAfter, watchConnection } from './reconnect';

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  document.body.innerHTML = '<div id="components-reconnect-modal"></div>';
});
afterEach(() => vi.useRealTimers());

const notice = () => document.getElementById('components-reconnect-modal')!;

test('the engine learns when the circuit is lost and when it is back', async () => {
  const told: boolean[] = [];
  watchConnection((online) => told.push(online), () => undefined);
  notice().className = 'components-reconnect-show';
  await vi.advanceTimersByTimeAsync(0);
  notice().className = 'components-reconnect-hide';
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([false, true]);
});

test('a circuit the server does not know any more reloads the page, after everything is put away', async () => {
  const order: string[] = [];
  const end = onLeaving(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    order.push('put away');
  });
  watchConnection(() => undefined, () => order.push('reload'));
  notice().className = 'components-reconnect-rejected';
  await vi.advanceTimersByTimeAsync(2_000);
  end();
  expect(order).toEqual(['put away', 'reload']);
});

test('what hangs does not hold the reload up', async () => {
  const end = onLeaving(() => new Promise(() => undefined));
  const reload = vi.fn();
  watchConnection(() => undefined, reload);
  notice().className = 'components-reconnect-rejected';
  await vi.advanceTimersByTimeAsync(1_500);
  end();
  expect(reload).toHaveBeenCalledTimes(1);
});

test('a page that fails again and again reloads slowly', () => {
  expect([1, 2, 3].map((second) => pauseBeforeReload(second * 1_000))).toEqual([0, 0, 0]);
  expect(pauseBeforeReload(4_000)).toBeGreaterThan(10_000);
  expect(pauseBeforeReload(120_000)).toBe(0);
});

test.each<[string, () => Promise<void>, () => Promise<unknown>, number]>([
  ['begins', async () => undefined, async () => 'its id', 0],
  ['is refused', async () => undefined, async () => null, 1],
  ['loses its connection', async () => undefined, async () => { throw new Error('closed'); }, 1],
  ['finds nobody', async () => { throw new Error('refused'); }, async () => { throw new Error('not connected'); }, 1],
])('a circuit that %s', async (_what, start, invoke, times) => {
  const told = vi.fn();
  const asked = vi.fn(invoke);
  const connection = whenNotBegun({ start, invoke: asked }, told);
  await connection.start().then(() => connection.invoke('StartCircuit', 'base', 'href', '[]', '')).catch(() => undefined);
  expect(told).toHaveBeenCalledTimes(times);
});

test('what else a connection is asked for is no concern of the beginning', async () => {
  const told = vi.fn();
  const connection = whenNotBegun({ start: async () => undefined, invoke: async (...args) => args }, told);
  expect(await connection.invoke('ConnectCircuit', 'id')).toEqual(['ConnectCircuit', 'id']);
  await whenNotBegun({ start: async () => undefined, invoke: async () => false }, told).invoke('ConnectCircuit', 'id');
  expect(told).not.toHaveBeenCalled();
});

test('a page without a circuit loads again once, when a server answers', async () => {
  const answers = [false, false, true];
  const reload = vi.fn();
  void loadAgain({ answers: async () => answers.shift()!, wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)), reload });
  await vi.advanceTimersByTimeAsync(999);
  expect(answers).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(700);
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reload).toHaveBeenCalledTimes(1);
});

test('the server is tried soon, then every few seconds, never by all at once', () => {
  expect(retryAfter(0, 0.5)).toBe(500);
  expect(retryAfter(3, 0.5)).toBe(5_000);
  expect(retryAfter(10_000, 0.5)).toBe(5_000);
  expect(retryAfter(10, 0)).not.toBe(retryAfter(10, 1));
});

test('the shell is told of a new conversation and of the open one by their ids, until it detaches', async () => {
  let created = (_conv: string, _peer: string): void => undefined;
  const engine = fakeEngine(new FakeConversation(), {
    onCreated: (callback) => {
      created = callback;
      return () => (created = () => undefined);
    },
  });
  const host = new EngineHost();
  const door = shellDoor(host, async () => engine);
  const shell = { invokeMethodAsync: vi.fn(async () => undefined) };
  host.shown('open already');
  await door.attach(shell, { user: 'u', device: 'd' });
  created('conv', 'peer');
  host.shown('conv');
  host.shown('conv');
  door.detach();
  created('other', 'peer');
  host.shown('other');
  expect(shell.invokeMethodAsync.mock.calls).toEqual([['Shown', 'open already'], ['Created', 'conv', 'peer'], ['Shown', 'conv']]);
});

test('what fails inside the island is told to the shell without a word of why', async () => {
  const secret = new SyntaxError('Unexpected token, "meet me at nine" is not valid JSON');
  const host = new EngineHost();
  const door = shellDoor(host, async () => { throw secret; });
  const shell = { invokeMethodAsync: vi.fn(async () => undefined) };
  const failures = [await door.attach(shell, { user: 'u', device: 'd' }).catch((error: Error) => error)];
  const engine = fakeEngine(new FakeConversation(), { deliver: () => { throw secret; } });
  const working = shellDoor(host, async () => engine);
  await working.attach(shell, { user: 'u', device: 'd' });
  failures.push(await working.deliver({ entries: [], users: [], crl: null, cleared: false, wanted: [] }).catch((error: Error) => error) as Error);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(Error);
    expect(`${(failure as Error).message} ${(failure as Error).stack}`).not.toContain('nine');
  }
});
