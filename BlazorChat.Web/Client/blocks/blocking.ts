import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isApiError } from '../api';
import { has, type Key } from '../texts';

/** One request at a time of an element, and why the last one failed. */
export class Blocking implements ReactiveController {
  busy = false;
  problem: Key | null = null;

  constructor(private readonly element: ReactiveControllerHost) {
    element.addController(this);
  }

  hostDisconnected(): void {
    // What is under way goes on; nobody is told.
  }

  /** Whether it was done; false as well while another is under way. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    [this.busy, this.problem] = [true, null];
    this.element.requestUpdate();
    try {
      await act();
      return true;
    } catch (error) {
      const key = `blocks.error.${isApiError(error) ? error.code : 'unknown'}`;
      this.problem = has(key) ? key : 'blocks.error.unknown';
      return false;
    } finally {
      this.busy = false;
      this.element.requestUpdate();
    }
  }
}
