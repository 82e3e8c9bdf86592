import type { Database, Vault } from '../keys';
import type { Place } from './outbox';

/** What was being written, per conversation, sealed at rest. */
export class Drafts {
  constructor(private readonly db: Database, private readonly user: string, private readonly vault: Vault) {}

  async load(place: Place): Promise<string> {
    const sealed = await this.db.get('drafts', [this.user, place]);
    return sealed === undefined ? '' : this.vault.openText(purposeOf(place), sealed);
  }

  async save(place: Place, text: string): Promise<void> {
    if (text === '') await this.db.delete('drafts', [this.user, place]);
    else await this.db.put('drafts', await this.vault.seal(purposeOf(place), text), [this.user, place]);
  }

  /** Where something is being written. */
  async places(): Promise<Place[]> {
    const keys = await this.db.getAllKeys('drafts', IDBKeyRange.bound([this.user], [this.user, []]));
    return keys.map(([, place]) => place as Place);
  }
}

const purposeOf = (place: Place) => `draft ${place}`;
