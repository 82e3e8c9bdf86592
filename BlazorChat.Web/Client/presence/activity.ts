// Whether somebody is at this page: one for the page. The server hears of it when it changes, and only then.

/** Without a key, a pointer or a wheel for so long, nobody is here. */
export const idleAfterMs = 10 * 60_000;
/** A page that nobody can see for so long is left; a glance at another tab is nobody's business. */
export const hiddenAfterMs = 60_000;

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export class Activity {
  #idle = false;
  #lastSign = Date.now();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #tell: ((idle: boolean) => void) | null = null;

  /** Tells from now on; the server takes a new page for one that is not left. */
  attach(tell: (idle: boolean) => void): void {
    this.detach();
    this.#tell = tell;
    for (const sign of signs) document.addEventListener(sign, this.#seen, { passive: true, capture: true });
    document.addEventListener('visibilitychange', this.#looked);
    this.#looked();
    this.tellAgain();
  }

  detach(): void {
    this.#tell = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const sign of signs) document.removeEventListener(sign, this.#seen, { capture: true });
    document.removeEventListener('visibilitychange', this.#looked);
  }

  /** What was told while there was no connection was lost. */
  tellAgain(): void {
    if (this.#idle) this.#tell?.(true);
  }

  readonly #seen = (): void => {
    this.#lastSign = Date.now();
    this.#become(false);
  };

  readonly #looked = (): void => {
    if (document.visibilityState === 'visible') this.#seen();
    this.#waitFor(document.visibilityState === 'visible' ? idleAfterMs : hiddenAfterMs);
  };

  #become(idle: boolean): void {
    if (idle === this.#idle) return;
    this.#idle = idle;
    this.#tell?.(idle);
    if (!idle) this.#waitFor(idleAfterMs);
  }

  /** A timer that looks, rather than one that each move of the pointer sets anew. */
  #waitFor(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const hidden = document.visibilityState !== 'visible';
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const left = hidden ? 0 : this.#lastSign + idleAfterMs - Date.now();
      if (left > 0) this.#waitFor(left);
      else this.#become(true);
    }, ms);
  }
}

export const activity = new Activity();
