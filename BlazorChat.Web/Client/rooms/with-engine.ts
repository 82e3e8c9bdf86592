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

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = this.engine = null;
  }
}
