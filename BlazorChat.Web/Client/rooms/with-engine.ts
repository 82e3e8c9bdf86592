import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { engineHost, type EngineHost } from '../messages/host';
import type { ChatEngine } from '../messages/types';

/** The page's engine for an element, as long as it is on the page. */
export class WithEngine implements ReactiveController {
  engine: ChatEngine | null = null;
  #unwatch: (() => void) | null = null;

  constructor(private readonly element: ReactiveControllerHost, private readonly host: EngineHost = engineHost) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = this.host.watch((engine) => {
      this.engine = engine;
      this.element.requestUpdate();
    });
  }

  /** Once it is there: who asks for something while the page still opens its keys gets it a moment later. */
  ready(): Promise<ChatEngine> {
    return new Promise((resolve) => {
      let end: (() => void) | null = null;
      end = this.host.watch((engine) => {
        if (engine === null) return;
        resolve(engine);
        queueMicrotask(() => end?.());
      });
    });
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = this.engine = null;
  }
}
