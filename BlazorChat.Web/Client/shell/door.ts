// What the shell calls on `window.blazorChat`. Ids go both ways, never text.
import type { EngineHost, OpenEngine, Who } from '../messages/host';
import type { Batch } from '../messages/types';
import type { Activity } from '../presence/activity';

/** The shell's side, a DotNetObjectReference. */
interface ShellReference {
  invokeMethodAsync(method: 'Created', conv: string, peer: string): Promise<void>;
  invokeMethodAsync(method: 'Shown', conv: string): Promise<void>;
  invokeMethodAsync(method: 'Idle', idle: boolean): Promise<void>;
}

/** What an interop call rejects with goes to the server, message and stack: an error of the island may quote what it read. */
async function quietly<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    console.warn(what, error);
    throw new Error(what);
  }
}

export function shellDoor(host: EngineHost, open: OpenEngine, activity?: Pick<Activity, 'attach' | 'detach'>) {
  let end: (() => void) | null = null;
  const detach = () => {
    end?.();
    end = null;
    host.onShown(null);
    activity?.detach();
  };
  return {
    /** Resolves when the engine is ready; fails when this browser has no keys for the device. */
    attach: (shell: ShellReference, who: Who): Promise<void> => quietly('attach failed', async () => {
      detach();
      const engine = await host.attach(who, open);
      detach();
      // A circuit that is gone learns of these when it comes back.
      end = engine.onCreated((conv, peer) => void shell.invokeMethodAsync('Created', conv, peer).catch(() => undefined));
      host.onShown((conv) => void shell.invokeMethodAsync('Shown', conv).catch(() => undefined));
      activity?.attach((idle) => void shell.invokeMethodAsync('Idle', idle).catch(() => undefined));
    }),
    /** The last `seq` held of each conversation in the batch. */
    deliver: (batch: Batch): Promise<Record<string, number>> => quietly('deliver failed', () => host.deliver(batch)),
    detach,
  };
}
