/** No answer came: the host cannot be reached, or not in time. Whether the request was done is unknown. */
export const networkCode = 'network';

/**
 * A request that was not granted. `code` is the stable code of the problem details (RFC 9457), `extensions` its
 * other members; `network` (status 0) when there was no answer.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    /** Milliseconds the server asked to wait (Retry-After). */
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${code}`);
    this.name = 'ApiError';
  }

  get isNetwork(): boolean {
    return this.status === 0;
  }

  /** Trying the same again later may succeed; signed out, or not yet proved the device again, is to pass too. */
  get isTransient(): boolean {
    const { status, code } = this;
    return status === 0 || status === 401 || status === 429 || status >= 500 || (status === 403 && code === 'no-device');
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}
