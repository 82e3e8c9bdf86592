// Blazor knows what to do when a circuit is lost, not when none ever began: the host ended while the page loaded, or the session did. It would
// stand at "Opening", or reconnect a circuit that never was, for ever. Then the page is loaded again as soon as a server answers: it is another
// host's, or the sign-in page.
import { pauseBeforeReload, retryAfter } from './reconnect';

/** As much of SignalR's connection as a circuit begins with. */
export interface HubConnection {
  start(): Promise<void>;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
}

/** Tells when the connection that was to begin the circuit has not. */
export function whenNotBegun(connection: HubConnection, told: () => void): HubConnection {
  const start = connection.start.bind(connection);
  const invoke = connection.invoke.bind(connection);
  connection.start = async () => {
    try {
      await start();
    } catch (error) {
      told();
      throw error;
    }
  };
  connection.invoke = async (method, ...args) => {
    if (method !== 'StartCircuit') return invoke(method, ...args);
    let circuit: unknown;
    try {
      circuit = await invoke(method, ...args);
      return circuit;
    } finally {
      if (typeof circuit !== 'string' || circuit === '') told(); // refused, or the connection closed meanwhile
    }
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
