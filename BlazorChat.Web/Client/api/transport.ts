import { ApiError, networkCode } from './error';

/** One request gets this long; a frozen connection is then the same as none. */
const timeoutMs = 20_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

/** Requests to our own host, problem details as `ApiError`. */
export class Transport {
  constructor(private readonly fetcher: Fetch = (input, init) => fetch(input, init)) {}

  async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.send(path, call);
    if (response.status === 204) return undefined as T;
    return await reading(async () => (await response.json()) as T);
  }

  async text(path: string): Promise<string> {
    const response = await this.send(path, {});
    return await reading(() => response.text());
  }

  private async send(path: string, call: Call): Promise<Response> {
    const init: RequestInit = {
      method: call.method ?? 'GET',
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json', ...madeFor(), ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
    };
    if (call.body !== undefined) init.body = JSON.stringify(call.body);
    const response = await reading(() => this.fetcher(path + queryOf(call.query), init));
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

/** For whom the page was made: where somebody else has signed in since, in another tab, the server does nothing in their name. */
function madeFor(): Record<string, string> {
  const user = globalThis.document?.querySelector?.<HTMLMetaElement>('meta[name=chat-user]')?.content ?? '';
  return user === '' ? {} : { 'chat-user': user };
}

/** A connection may also break while the body is read. */
async function reading<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ApiError(502, 'not-json');
    throw new ApiError(0, networkCode);
  }
}

function queryOf(query: Call['query']): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : '?' + new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = await response.json().catch(() => null) as Record<string, unknown> | null;
  const { code, type: _type, title: _title, status: _status, detail: _detail, instance: _instance, ...extensions } = problem ?? {};
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : `http-${response.status}`,
    extensions,
    retryAfterOf(response.headers.get('retry-after')),
  );
}

// RFC 9110 10.2.3: seconds, or a date, which we do not send.
function retryAfterOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
