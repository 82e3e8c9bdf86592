// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineHost } from '../messages/host';
import { fakeEngine, FakeConversation } from '../messages/testing/fake-conversation';
import { shellDoor } from './door';
import { onLeaving } from './leaving';
import { loadAgain, watchScripts, whenNotBegun, type HubConnection } from './opening';
import { pauseBeforeReload, retryAfter } from './pace';
import { watchConnection } from './reconnect';

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  document.body.innerHTML = '<div id="components-reconnect-modal"></div><div id="blazor-error-ui"></div>';
});
afterEach(() => vi.useRealTimers());

const nothing = { reload: () => undefined, tellPlace: () => undefined };
const failure = () => document.getElementById('blazor-error-ui')!;
const notice = () => document.getElementById('components-reconnect-modal')!;

test('the engine learns when the circuit is lost and when it is back', async () => {
  const told: boolean[] = [];
  const tellPlace = vi.fn();
  watchConnection((online) => told.push(online), { ...nothing, tellPlace });
  notice().className = 'components-reconnect-show';
  await vi.advanceTimersByTimeAsync(0);
  expect(tellPlace).not.toHaveBeenCalled();
  notice().className = 'components-reconnect-hide';
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([false, true]);
  expect(tellPlace).toHaveBeenCalledTimes(1);
});

test('a page that failed on the server has no circuit any more either', async () => {
  const told: boolean[] = [];
  watchConnection((online) => told.push(online), nothing);
  failure().style.display = 'block';
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([false]);
});

test('of a failed try to come back nothing is said any more when another came back', async () => {
  const told: boolean[] = [];
  watchConnection((online) => told.push(online), nothing);
  notice().className = 'components-reconnect-show';
  await vi.advanceTimersByTimeAsync(0);
  failure().style.display = 'block';
  await vi.advanceTimersByTimeAsync(0);
  notice().className = 'components-reconnect-hide';
  await vi.advanceTimersByTimeAsync(0);
  expect(failure().style.display).toBe('');
  expect(told).toEqual([false, true]);
});

test('a circuit the server does not know any more reloads the page, after everything is put away', async () => {
  const order: string[] = [];
  const end = onLeaving(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    order.push('put away');
  });
  watchConnection(() => undefined, { ...nothing, reload: () => order.push('reload') });
  notice().className = 'components-reconnect-rejected';
  await vi.advanceTimersByTimeAsync(2_000);
  end();
  expect(order).toEqual(['put away', 'reload']);
});

test('what hangs does not hold the reload up', async () => {
  const end = onLeaving(() => new Promise(() => undefined));
  const reload = vi.fn();
  watchConnection(() => undefined, { ...nothing, reload });
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

function connection(start: () => Promise<void>, invoke: (...args: unknown[]) => Promise<unknown>) {
  const [drawn, closed]: (() => void)[][] = [[], []];
  const made: HubConnection = { start, invoke, on: (method, handler) => void (method === 'JS.RenderBatch' && drawn!.push(handler)), onclose: handler => void closed!.push(handler) };
  return { made, draw: () => drawn!.forEach(tell => tell()), close: () => closed!.forEach(tell => tell()) };
}

test.each<[string, () => Promise<void>, () => Promise<unknown>, number]>([
  ['begins', async () => undefined, async () => 'its id', 0],
  ['is refused', async () => undefined, async () => null, 1],
  ['finds nobody', async () => { throw new Error('refused'); }, async () => { throw new Error('not connected'); }, 1],
])('a circuit that %s', async (_what, start, invoke, times) => {
  const told = vi.fn();
  const { made, draw, close } = connection(start, invoke);
  const watched = whenNotBegun(made, told);
  await watched.start().then(() => watched.invoke('StartCircuit', 'base', 'href', '[]', '')).catch(() => undefined);
  expect(told).toHaveBeenCalledTimes(times);
  draw();
  close(); // later it is a connection lost, of which others know
  expect(told).toHaveBeenCalledTimes(times);
});

test('a circuit that has drawn nothing when its connection ends never will', async () => {
  const told = vi.fn();
  const { made, close } = connection(async () => undefined, async () => 'its id');
  const watched = whenNotBegun(made, told);
  await watched.start();
  await watched.invoke('StartCircuit', 'base', 'href', '[]', '');
  close();
  expect(told).toHaveBeenCalledTimes(1);
});

test('what else a connection is asked for is no concern of the beginning', async () => {
  const told = vi.fn();
  expect(await whenNotBegun(connection(async () => undefined, async (...args) => args).made, told).invoke('ConnectCircuit', 'id')).toEqual(['ConnectCircuit', 'id']);
  await whenNotBegun(connection(async () => undefined, async () => false).made, told).invoke('ConnectCircuit', 'id');
  expect(told).not.toHaveBeenCalled();
});

test.each([
  ['/dist/app.js', '<div class="bc-boot"></div>', 1],
  ['/dist/app.js', '<chat-device></chat-device>', 1],
  ['/dist/app.js', '<form></form>', 0],
  ['/other.js', '<div class="bc-boot"></div>', 0],
])('%s does not arrive at a page of %s', (src, body, times) => {
  const again = vi.fn();
  watchScripts(again);
  document.body.innerHTML = body;
  const script = document.createElement('script');
  script.type = 'none';
  script.src = src;
  document.body.append(script);
  document.body.dispatchEvent(new Event('error'));
  script.dispatchEvent(new Event('error'));
  script.dispatchEvent(new Event('error'));
  expect(again).toHaveBeenCalledTimes(times);
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

test('where nothing can be kept a page reloads slowly', () => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => { throw new Error('full'); } });
  expect(pauseBeforeReload(1_000)).toBeGreaterThan(10_000);
  vi.unstubAllGlobals();
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
