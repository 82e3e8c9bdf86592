import { expect, test, vi } from 'vitest';
import type { People } from '../chains/people';
import { Members } from './members';

function people() {
  let forget: (users: ReadonlySet<string>) => void = () => {};
  const called = new Map<string, string>();
  const get = vi.fn(async (user: string) => {
    if (user === 'lost') throw new Error('no connection');
    return user === 'gone' ? null : { user, username: `${user}.x`, name: called.get(user) ?? user.toUpperCase(), chosen: null };
  });
  const stop = vi.fn();
  const source = { get, onForgotten: (watcher: typeof forget) => ((forget = watcher), stop) } as unknown as Pick<People, 'get' | 'onForgotten'>;
  return { source, get, called, stop, forget: (...users: string[]) => forget(new Set(users)) };
}

test('names are learned when asked for, a few at a time, and told once', async () => {
  const { source, get } = people();
  const changed = vi.fn();
  const members = new Members(source, changed);
  const users = ['a', 'b', 'c', 'd', 'e', 'gone', 'lost'];
  expect(members.list(users)).toEqual([]);
  expect(get).toHaveBeenCalledTimes(4);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
  expect(members.list(users).map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(members.list(users)).toBe(members.list(users));
  expect(members.list(['b'])).toEqual([{ user: 'b', username: 'b.x', name: 'B', chosen: null }]);
  expect(get).toHaveBeenCalledTimes(7);
});

test('who is looked at anew keeps the old name until there is a new one', async () => {
  const { source, called, forget, stop } = people();
  const changed = vi.fn();
  const members = new Members(source, changed);
  members.list(['a']);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1));
  called.set('a', 'Anew');
  forget('a');
  expect(members.list(['a'])[0]!.name).toBe('A');
  await vi.waitFor(() => expect(members.list(['a'])[0]!.name).toBe('Anew'));
  members.stop();
  expect(stop).toHaveBeenCalledOnce();
});
