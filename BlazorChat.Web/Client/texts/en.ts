// One file an area, merged here. A new area adds one line here and one in every other language.
import { blocks } from './blocks.en';
import { clear } from './clear.en';
import { device } from './device.en';
import { emoji } from './emoji.en';
import { exporting } from './export.en';
import { markdown } from './markdown.en';
import { messages } from './messages.en';
import { names } from './names.en';
import { own } from './own.en';
import { people } from './people.en';
import { preferences } from './preferences.en';
import { presence } from './presence.en';
import { rooms } from './rooms.en';
import { shell } from './shell.en';
import { trust } from './trust.en';

export const en = { ...blocks, ...clear, ...device, ...emoji, ...exporting, ...markdown, ...messages, ...names, ...own, ...people, ...preferences, ...presence, ...rooms, ...shell, ...trust } as const;
