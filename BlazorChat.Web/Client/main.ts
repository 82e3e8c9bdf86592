// The door of the client module: defines the elements and what the shell calls through JS interop.
import './enrol/device.element';
import './messages/composer.element';
import './messages/timeline.element';
import './people/avatar.element';
import './people/badge.element';
import './people/time.element';
import { engineHost } from './messages/host';
import { openEngine } from './messages/open-engine';
import { startBlazor } from './shell/blazor';
import { shellDoor } from './shell/door';
import { watchConnection } from './shell/reconnect';
import { finishedFirst } from './shell/unfinished';

declare global {
  interface Window {
    blazorChat: ReturnType<typeof shellDoor>;
  }
}

window.blazorChat = shellDoor(engineHost, finishedFirst((who) => openEngine(who)));
watchConnection((online) => engineHost.setOnline(online));
startBlazor();
