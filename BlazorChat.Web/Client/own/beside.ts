import { isApiError } from '../api';
import { CryptoError } from '../crypto/errors';
import type { Background } from '../messages/background';
import { OwnRecords } from './own-records';
import type { Self } from './self';
import { SettingsFollow } from './settings-follow';

/** What goes on beside the chat with what the user keeps for their own devices: settings follow, and new devices can read all of it. */
export function keepOwn(self: Self & { readonly background: Background }): () => void {
  const follow = new SettingsFollow(self);
  follow.start(self.background);
  const tend = () => self.background.run(tendNames(self).catch(ignoreRefusal));
  const end = self.people.onForgotten(users => { if (users.has(self.device.user)) tend(); });
  tend();
  return () => {
    end();
    follow.stop();
  };
}

/** Seals the names anew when the own chain has moved on since: a device that came can read them then, one that left cannot. */
function tendNames(self: Self): Promise<void> {
  const { user } = self.device;
  const key: [string, string] = [user, 'own names sealed for'];
  // One after the other, over all tabs: to write looks at the own chain anew, and that asks for another turn.
  return self.locks.request(`blazorchat names ${user}`, async () => {
    const head = (await self.people.get(user))?.chain.head ?? null;
    if (head === null || head === await self.db.get('meta', key)) return;
    await new OwnRecords(self).change('names', () => null);
    await self.db.put('meta', head, key);
  });
}

/** The next page tries again. */
function ignoreRefusal(error: unknown): void {
  if (!isApiError(error) && !(error instanceof CryptoError)) throw error;
}
