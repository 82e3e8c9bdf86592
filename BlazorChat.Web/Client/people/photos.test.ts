import { expect, it, vi } from 'vitest';
import { askAgainMs, Photos, type FindPhotos } from './photos';

function page(find: FindPhotos) {
  const timers: { act: () => void; ms: number }[] = [];
  const around = { find: vi.fn(find), later: (act: () => void, ms: number) => void timers.push({ act, ms }), shown: true };
  const photos = new Photos({ find: around.find, later: around.later, visible: () => around.shown });
  return {
    around,
    photos,
    /** Lets the timers of one kind run, and what they began. */
    async pass(ms: number): Promise<void> {
      for (const timer of timers.splice(0)) if (timer.ms <= ms) timer.act(); else timers.push(timer);
      await vi.waitFor(() => expect(around.find.mock.settledResults.every(({ type }) => type !== 'incomplete')).toBe(true));
      await Promise.resolve();
      await new Promise((done) => setTimeout(done));
    },
    timers,
  };
}

it('asks once for all who appear together, a hundred at a time, and tells each their own', async () => {
  const { photos, around, pass } = page(async (users) => Object.fromEntries(users.filter((user) => user !== 'u7').map((user) => [user, `hash of ${user}`])));
  const told = new Map<string, string | null>();
  for (let i = 0; i < 150; i++) photos.watch(`u${i}`, (photo) => told.set(`u${i}`, photo));
  photos.watch('u3', () => undefined);
  await pass(100);

  expect(around.find.mock.calls.map(([users]) => users.length)).toEqual([100, 50]);
  expect([told.get('u3'), told.get('u7'), told.get('u149')]).toEqual(['hash of u3', null, 'hash of u149']);
});

it('knows for the next one who shows the same person', async () => {
  const { photos, around, pass } = page(async () => ({ ann: 'a' }));
  photos.watch('ann', () => undefined);
  await pass(100);
  const later = vi.fn();
  photos.watch('ann', later);

  expect(later).toHaveBeenCalledWith('a');
  expect(around.find).toHaveBeenCalledOnce();
});

it('learns on a page that stays open of new photos and of removed ones', async () => {
  let now: Record<string, string> = { ann: 'a' };
  const { photos, pass } = page(async () => now);
  const seen: (string | null)[] = [];
  photos.watch('ann', (photo) => seen.push(photo));
  await pass(100);
  for (const next of [{ ann: 'b' }, {}]) {
    now = next;
    await pass(askAgainMs);
    await pass(100);
  }

  expect(seen).toEqual(['a', 'b', null]);
});

it('asks nothing while nobody looks, and goes on afterwards', async () => {
  const { photos, around, pass } = page(async () => ({ ann: 'a' }));
  photos.watch('ann', () => undefined);
  await pass(100);
  around.shown = false;
  await pass(askAgainMs);
  await pass(askAgainMs);
  expect(around.find).toHaveBeenCalledOnce();
  around.shown = true;
  await pass(askAgainMs);
  await pass(100);

  expect(around.find).toHaveBeenCalledTimes(2);
});

it('asks no more where there are none', async () => {
  const { photos, around, pass, timers } = page(async () => null);
  const told = vi.fn();
  photos.watch('ann', told);
  await pass(100);
  photos.watch('bob', told);
  await pass(askAgainMs);

  expect(around.find).toHaveBeenCalledOnce();
  expect(told).toHaveBeenCalledWith(null);
  expect(timers).toEqual([]);
});

it('takes a failed question for no answer and asks again', async () => {
  let fails = true;
  const { photos, pass } = page(async () => {
    if (fails) throw new Error('no connection');
    return { ann: 'a' };
  });
  const seen: (string | null)[] = [];
  photos.watch('ann', (photo) => seen.push(photo));
  await pass(100);
  expect(seen).toEqual([]);
  fails = false;
  await pass(askAgainMs);
  await pass(100);

  expect(seen).toEqual(['a']);
});

it('asks no more for who is not shown any more', async () => {
  const { photos, around, pass } = page(async () => ({ ann: 'a' }));
  photos.watch('ann', () => undefined)();
  photos.watch('bob', () => undefined);
  await pass(100);
  await pass(askAgainMs);
  await pass(100);

  expect(around.find.mock.calls[1]?.[0]).toEqual(['bob']);
});
