import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One act at a time of an element, and why the last one did not happen. */
export class Acting<Problem> implements ReactiveController {
  busy = false;
  problem: Problem | null = null;
  #done: Promise<void> = Promise.resolve();

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

  /** As `run`, once what is under way is done. A problem of that stays told. */
  async next(act: () => Promise<unknown>): Promise<boolean> {
    let before: Problem | null = null;
    while (this.busy) {
      await this.#done;
      before = this.problem;
    }
    const happened = await this.run(act);
    if (happened && before !== null) this.refuse(before);
    return happened;
  }

  /** Whether it happened; false as well while another is under way: the same again is one. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    [this.busy, this.problem] = [true, null];
    let done = (): void => {};
    this.#done = new Promise((resolve) => { done = resolve; });
    this.element.requestUpdate();
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = this.problemOf(error);
      return false;
    } finally {
      this.busy = false;
      done();
      this.element.requestUpdate();
    }
  }
}
