import { isApiError } from '../api';
import type { Pace } from './world';

/** No answer, or a browser that has no room just now: the next time it may go well. Of anything else it will not. */
export const passes = (error: unknown): boolean => (isApiError(error) ? error.isTransient : error instanceof DOMException);

/** Does something again after a while, each time a longer one; one timer at a time. */
export class Retry {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private waitMs: number;
  private stopped = false;

  constructor(private readonly pace: Pace, private readonly act: () => void) {
    this.waitMs = pace.retryMs;
  }

  get isWaiting(): boolean { return this.timer !== null; }

  /** `error`: what went wrong; the server may wish to be left alone for longer. What goes wrong while it waits already changes nothing. */
  later(error: unknown): void {
    if (this.stopped || this.timer !== null) return;
    const asked = isApiError(error) ? error.retryAfter ?? 0 : 0;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.act();
    }, Math.max(asked, this.waitMs));
    this.waitMs = Math.min(this.waitMs * 2, this.pace.maxRetryMs);
  }

  /** What goes wrong next is new: unless something waits still, it waits no longer than at first. */
  wentWell(): void {
    if (this.timer === null) this.waitMs = this.pace.retryMs;
  }

  /** There is no need to wait any longer. */
  callOff(): void {
    this.clear();
    this.wentWell();
  }

  stop(): void {
    this.stopped = true;
    this.clear();
  }

  private clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
