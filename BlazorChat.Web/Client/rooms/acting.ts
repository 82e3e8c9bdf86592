import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One act at a time of an element, and why the last one did not happen. */
export class Acting<Problem> implements ReactiveController {
  busy = false;
  problem: Problem | null = null;

  constructor(private readonly element: ReactiveControllerHost, private readonly problemOf: (error: unknown) => Problem) {
    element.addController(this);
  }

  hostDisconnected(): void {
    // What is under way goes on; nobody is told.
  }

  refuse(problem: Problem): void {
    this.problem = problem;
    this.element.requestUpdate();
  }

  /** Whether it happened; false as well while another is under way. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    [this.busy, this.problem] = [true, null];
    this.element.requestUpdate();
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = this.problemOf(error);
      return false;
    } finally {
      this.busy = false;
      this.element.requestUpdate();
    }
  }
}
