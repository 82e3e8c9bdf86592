// Starts Blazor's own script (the page loads it with autostart="false") with the times this product promises.
import { loadAgain, whenNotBegun, type HubConnection } from './opening';
import { retryAfter } from './pace';

interface HubConnectionBuilder {
  withKeepAliveInterval(milliseconds: number): HubConnectionBuilder;
  withServerTimeout(milliseconds: number): HubConnectionBuilder;
  build(): HubConnection;
}

interface BlazorScript {
  start(options: object): Promise<void>;
  /** Tells the server that this circuit will not come back. Only while a circuit runs. */
  disconnect?(): void;
}

declare global {
  interface Window {
    Blazor?: BlazorScript;
  }
}

const keepAlive = 8_000; // the server gives a client up after 20 s without a sign
const serverTimeout = 20_000; // and we give the server up after as long

export function startBlazor(): void {
  const blazor = window.Blazor;
  if (blazor === undefined) return;
  let first = true;
  void blazor.start({
    circuit: {
      initializers: { beforeStart: [], afterStarted: [] }, // there are none, and a request for them that fails would end it all in silence
      configureSignalR: (builder: HubConnectionBuilder) => {
        builder.withKeepAliveInterval(keepAlive).withServerTimeout(serverTimeout);
        if (!first) return;
        first = false;
        const build = builder.build.bind(builder);
        builder.build = () => whenNotBegun(build(), () => void loadAgain());
      },
      // A browser that slept a night comes back like one that lost a second: it never gives up.
      reconnectionOptions: { maxRetries: Number.MAX_SAFE_INTEGER, retryIntervalMilliseconds: (attempt: number) => retryAfter(attempt) },
    },
  });
  sayGoodbye(blazor);
}

// blazor.web.js says goodbye (a beacon to _blazor/disconnect) in `unload`, which browsers are giving up; without it
// the server keeps a closed tab's circuit, and its user online, for minutes. Saying it twice does no harm.
function sayGoodbye(blazor: BlazorScript): void {
  addEventListener('pagehide', () => blazor.disconnect?.());
  // Back from the back-forward cache: the circuit is gone for good.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}
