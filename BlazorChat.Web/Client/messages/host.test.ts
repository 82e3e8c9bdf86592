import { expect, test, vi } from 'vitest';
import { EngineHost } from './host';
import { fakeEngine, FakeConversation } from './testing/fake-conversation';
import type { ChatEngine } from './types';

const who = { user: 'u', device: 'd' };
const batch = { entries: [], users: [], crl: 7, cleared: false, wanted: [] };

test('one engine for one device, opened at the first attach', async () => {
  const host = new EngineHost();
  const open = vi.fn(async () => fakeEngine(new FakeConversation()));
  expect(await host.attach(who, open)).toBe(await host.attach({ ...who }, open));
  expect(open).toHaveBeenCalledTimes(1);
});

test('what is delivered before the engine is there waits for it', async () => {
  const host = new EngineHost();
  let opened = (_: ChatEngine): void => undefined;
  void host.attach(who, () => new Promise((resolve) => (opened = resolve)));
  const deliver = vi.fn(() => ({ conv: 3 }));
  const answer = host.deliver(batch);
  opened(fakeEngine(new FakeConversation(), { deliver }));
  expect(await answer).toEqual({ conv: 3 });
  expect(deliver).toHaveBeenCalledWith(batch);
});

test('an engine that could not be opened is tried again', async () => {
  const host = new EngineHost();
  await expect(host.attach(who, () => Promise.reject(new Error('no keys')))).rejects.toThrow('no keys');
  await expect(host.attach(who, async () => fakeEngine(new FakeConversation()))).resolves.toBeDefined();
});

test('another device stops the engine of the one before', async () => {
  const host = new EngineHost();
  const stop = vi.fn();
  const seen: (ChatEngine | null)[] = [];
  host.watch((engine) => seen.push(engine));
  const first = await host.attach(who, async () => fakeEngine(new FakeConversation(), { stop }));
  const second = await host.attach({ ...who, device: 'e' }, async () => fakeEngine(new FakeConversation()));
  expect(stop).toHaveBeenCalledTimes(1);
  expect(seen).toEqual([first, null, second]);
});

test('an engine that is opened while the connection is lost learns it', async () => {
  const host = new EngineHost();
  const setOnline = vi.fn();
  host.setOnline(false);
  await host.attach(who, async () => fakeEngine(new FakeConversation(), { setOnline }));
  expect(setOnline).toHaveBeenLastCalledWith(false);
});
