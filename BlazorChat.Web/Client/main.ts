// The door of the client module: defines the elements and what the shell calls through JS interop.
import './enrol/device.element';
import './messages/composer.element';
import './messages/timeline.element';
import './people/avatar.element';
import './people/badge.element';
import './people/time.element';
import { engineHost } from './messages/host';
import { startBlazor } from './shell/blazor';
import { watchConnection } from './shell/reconnect';

watchConnection((online) => engineHost.setOnline(online));
startBlazor();
