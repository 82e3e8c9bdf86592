import type { TextsLike } from './index';
import type { people as english } from './people.en';

export const people: TextsLike<typeof english> = {
  'time.yesterday': 'Hier',
  'time.today': 'Aujourd’hui',
  'badge.draft': 'Brouillon',
};
