/** Requests to the collector; they resolve to what became of them and never reject. */

export type Answer<T> =
  | { readonly status: 'ok'; readonly value: T }
  /** The collector answered, and refused. `start` and `end` point into a filter that was not understood. */
  | {
      readonly status: 'refused';
      readonly code: string;
      readonly message: string;
      readonly start: number | undefined;
      readonly end: number | undefined;
    }
  /** No answer: the collector is not there. */
  | { readonly status: 'unreachable' }
  /** A newer request took its place. */
  | { readonly status: 'aborted' };

type Query = Readonly<Record<string, string | number | undefined>>;

export function apiUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** `T` is what docs/dev.md promises for `path`: the collector and the page come from the same package. */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer<T>> {
  try {
    const response = await fetch(apiUrl(path, query), {
      signal: signal ?? null,
      headers: { accept: 'application/json' },
    });
    const body: unknown = await response.json();
    return response.ok ? { status: 'ok', value: body as T } : refusal(body, response.status);
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError'
      ? { status: 'aborted' }
      : { status: 'unreachable' };
  }
}

function refusal(body: unknown, httpStatus: number): Answer<never> {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const { code, error, start, end } = fields;
  return {
    status: 'refused',
    code: typeof code === 'string' ? code : String(httpStatus),
    message: typeof error === 'string' ? error : `HTTP ${httpStatus}`,
    start: typeof start === 'number' ? start : undefined,
    end: typeof end === 'number' ? end : undefined,
  };
}
