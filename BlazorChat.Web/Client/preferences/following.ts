import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { preferences } from './store';

/** Draws an element anew when a preference changes. `dense`: it shows the density as its attribute, since the page's do not reach into shadow roots. */
export class FollowPreferences implements ReactiveController {
  #end: (() => void) | null = null;

  constructor(private readonly element: ReactiveControllerHost & HTMLElement, private readonly dense = false) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#end = preferences().onChange(() => this.element.requestUpdate());
    this.element.requestUpdate();
  }

  hostDisconnected(): void {
    this.#end?.();
    this.#end = null;
  }

  hostUpdate(): void {
    if (this.dense) this.element.setAttribute('density', preferences().now.density);
  }
}
