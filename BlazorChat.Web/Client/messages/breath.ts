/** Longer than this nothing else waits: a third of what a person notices when typing. */
const longestMs = 16;

/** Behind everything that waits already: scheduler.yield() would come before answers of the server, and setTimeout is slowed down when repeated. */
const nextTask = (): Promise<void> => new Promise(resolve => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
});

/**
 * For work that goes on for long in small steps. WebCrypto signs, verifies and decrypts on the thread that asks, and a promise that is
 * settled already does not let go of it: without a pause, keys, timers and answers of the server would wait until all is done.
 */
export class Breath {
  private since = performance.now();

  /** Lets others run, if they have waited long enough. */
  async take(): Promise<void> {
    if (performance.now() - this.since < longestMs) return;
    await nextTask();
    this.since = performance.now();
  }
}
