import type { en } from './en';
import type { TextsLike } from './index';
import { blocks } from './blocks.fr';
import { clear } from './clear.fr';
import { device } from './device.fr';
import { emoji } from './emoji.fr';
import { exporting } from './export.fr';
import { markdown } from './markdown.fr';
import { messages } from './messages.fr';
import { names } from './names.fr';
import { own } from './own.fr';
import { people } from './people.fr';
import { preferences } from './preferences.fr';
import { presence } from './presence.fr';
import { rooms } from './rooms.fr';
import { shell } from './shell.fr';
import { trust } from './trust.fr';

export const fr: TextsLike<typeof en> = { ...blocks, ...clear, ...device, ...emoji, ...exporting, ...markdown, ...messages, ...names, ...own, ...people, ...preferences, ...presence, ...rooms, ...shell, ...trust };
