/** Work that nobody waits for. Once the page lets go, what breaks off is no error; before, it is told as any other. */
export class Background {
  private ended = false;

  run(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.ended) reportError(error);
    });
  }

  end(): void {
    this.ended = true;
  }
}

// Not in every place where this runs is there a window to report to.
function reportError(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else void Promise.reject(error);
}
