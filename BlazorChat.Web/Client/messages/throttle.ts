import type { Background } from './background';

/** One frame of a screen. */
const frameMs = 16;

/** Runs an act when asked: at once, then at most once a frame, never twice at a time. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running: Promise<void> | null = null;
  private asked = false;
  private last = -Infinity;
  private stopped = false;

  constructor(private readonly act: () => Promise<void>, private readonly background: Background) {}

  ask(): void {
    if (this.timer !== null || this.stopped) return;
    if (this.running !== null) {
      this.asked = true;
      return;
    }
    this.timer = setTimeout(() => this.background.run(this.now()), Math.max(0, this.last + frameMs - Date.now()));
  }

  /** Resolves when a run that began after this call has ended. */
  async now(): Promise<void> {
    this.clear();
    while (this.running !== null) await this.running;
    if (this.stopped) return;
    this.clear();
    this.asked = false;
    this.running = this.act().finally(() => {
      this.running = null;
      this.last = Date.now();
      if (this.asked) this.ask();
    });
    await this.running;
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
