import { expect, test } from 'vitest';
import type { OwnRecordState } from './own-records';
import { NameHistory } from './name-history';

class Records {
  state: OwnRecordState = { kind: 'none', n: 0 };
  read = async () => this.state;
  drop = async () => { this.state = { kind: 'none', n: this.state.n + 1 }; };
  change = async (_: string, make: (content: string | null) => string | null) => {
    const content = make(this.state.kind === 'open' ? this.state.content : null);
    if (content !== null) this.state = { kind: 'open', n: this.state.n + 1, content, current: true };
    return content;
  };
}

const made = () => {
  const records = new Records();
  return { records, names: new NameHistory(records) };
};

test('names stand with their dates, the newest first', async () => {
  const { names } = made();
  await names.remember('Grace', 10);
  await names.remember('Amazing Grace', 20);
  await names.remember(null, 30);

  expect(await names.entries()).toEqual([{ name: null, since: 30 }, { name: 'Amazing Grace', since: 20 }, { name: 'Grace', since: 10 }]);
});

test('the same again is no new name', async () => {
  const { names, records } = made();
  await names.remember('Grace', 10);
  await names.remember('Grace', 20);

  expect(await names.entries()).toEqual([{ name: 'Grace', since: 10 }]);
  expect(records.state.n).toBe(1);
});

test('the oldest go when there are many, or long ones', async () => {
  const { names } = made();
  for (let i = 0; i < 120; i++) await names.remember(`${i} ${'\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}'.repeat(39)}`, i);
  const entries = await names.entries();

  expect(entries[0]!.since).toBe(119);
  expect(entries.length).toBeGreaterThan(10);
  expect(entries.length).toBeLessThan(100);
});

test('cleared, there are none; what cannot be read is no name', async () => {
  const { names, records } = made();
  await names.remember('Grace', 10);
  await names.clear();
  expect(await names.entries()).toEqual([]);
  records.state = { kind: 'open', n: 9, current: true, content: '{"names":[{"name":"A b","since":1},{"name":5,"since":1},7,{"name":"x","since":"y"}]}' };
  expect(await names.entries()).toEqual([{ name: 'A b', since: 1 }]);
  records.state = { kind: 'locked', n: 9 };
  await expect(names.entries()).rejects.toMatchObject({ code: 'locked' });
});
