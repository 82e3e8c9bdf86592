// The door of the client module: defines the elements and what the shell calls through JS interop.
import './blocks/blocked.element';
import './blocks/blocked-people.element';
import './clear/clear-history.element';
import './emoji/picker.element';
import './enrol/device.element';
import './export/save-log.element';
import './messages/composer.element';
import './messages/timeline.element';
import './names/own-name.element';
import './own/follow.element';
import './people/avatar.element';
import './people/badge.element';
import './people/time.element';
import './preferences/choice.element';
import './preferences/revert.element';
import './preferences/sample.element';
import './preferences/trouble.element';
import './preferences/window-size.element';
import './presence/read-sharing.element';
import './presence/status.element';
import './rooms/conversation-menu.element';
import './rooms/join.element';
import './rooms/members.element';
import './rooms/rooms.element';
import './rooms/switcher.element';
import './shell/shortcuts.element';
import './trust/trust.element';
import './shell/welcome.element';
import './shell/window.element';
import { foldMenusOnEscape } from './look/menu';
import { engineHost } from './messages/host';
import { openEngine } from './messages/open-engine';
import { activity } from './presence/activity';
import { startBlazor } from './shell/blazor';
import { shellDoor } from './shell/door';
import { keepStaticFiles } from './shell/static-files';
import { fitAtStart } from './shell/own-window';
import { watchConnection } from './shell/reconnect';
import { finishedFirst } from './shell/unfinished';

declare global {
  interface Window {
    blazorChat: ReturnType<typeof shellDoor>;
  }
}

window.blazorChat = shellDoor(engineHost, finishedFirst((who) => openEngine(who)), activity);
watchConnection((online) => {
  engineHost.setOnline(online);
  if (online) activity.tellAgain();
});
startBlazor();
fitAtStart();
foldMenusOnEscape();
keepStaticFiles();
