import { isApiError } from '../api';

const maxTries = 8;

/** Waits, unless it is called off: then it rejects with the signal's reason. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** For work of many requests: one that gets no answer is asked again, as long as the server wishes and a while longer each time. */
export async function patiently<T>(ask: () => Promise<T>, firstWaitMs: number, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!isApiError(error) || !error.isTransient || error.status === 401 || tries === maxTries) throw error;
      await pause(error.retryAfter ?? firstWaitMs * 2 ** (tries - 1), signal);
    }
  }
}
