import type { en } from './en';
import type { TextsLike } from './index';
import { messages } from './messages.fr';
import { people } from './people.fr';
import { shell } from './shell.fr';

export const fr: TextsLike<typeof en> = { ...messages, ...people, ...shell };
