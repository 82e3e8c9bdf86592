// Blazor knows what to do when a circuit is lost, not when none ever began: the host ended while the page loaded, or the session did. It would
// stand at "Opening", or reconnect a circuit that never was, for ever. Then the page is loaded again as soon as a server answers: it is another
// host's, or the sign-in page.
import { pauseBeforeReload, retryAfter } from './pace';

/** As much of SignalR's connection as a circuit begins with. */
export interface HubConnection {
  start(): Promise<void>;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
  on(method: string, handler: () => void): void;
  onclose(callback: () => void): void;
}

/** Tells, once, when the connection that was to begin the circuit has not: it began when the server has drawn something. */
export function whenNotBegun(connection: HubConnection, told: () => void): HubConnection {
  const start = connection.start.bind(connection);
  const invoke = connection.invoke.bind(connection);
  let settled = false;
  const fail = () => {
    if (!settled) told();
    settled = true;
  };
  connection.on('JS.RenderBatch', () => { settled = true; });
  connection.onclose(fail);
  connection.start = async () => {
    try {
      await start();
    } catch (error) {
      fail();
      throw error;
    }
  };
  connection.invoke = async (method, ...args) => {
    const answer = await invoke(method, ...args);
    if (method === 'StartCircuit' && (typeof answer !== 'string' || answer === '')) fail(); // refused
    return answer;
  };
  return connection;
}

export interface Surroundings {
  /** Whether a server answers that can serve the page. */
  readonly answers: () => Promise<boolean>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly reload: () => void;
}

/** A page that is just being left for another may lose its connection first, and must not come between. */
const leaving = 1_000;

export async function loadAgain({ answers, wait, reload }: Surroundings = browser): Promise<void> {
  await wait(Math.max(leaving, pauseBeforeReload(Date.now())));
  for (let attempt = 0; !(await answers()); attempt++) await wait(retryAfter(attempt));
  reload();
}

/** Scripts of ours without which this page is nothing. One that does not arrive (the host was restarted, or brings others since) would leave it so for ever. */
export function watchScripts(again = () => void loadAgain()): void {
  const look = ({ target }: Event) => {
    if (!(target instanceof HTMLScriptElement) || !target.src.startsWith(`${location.origin}/dist/`) || document.querySelector('.bc-boot, chat-device') === null) return;
    removeEventListener('error', look, true);
    again();
  };
  addEventListener('error', look, true); // of an element it does not bubble
}

const browser: Surroundings = {
  answers: async () => {
    try {
      return (await fetch('/readyz', { cache: 'no-store' })).status < 500;
    } catch {
      return false; // nobody there
    }
  },
  wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  reload: () => location.reload(),
};
