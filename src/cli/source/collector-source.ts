/** Events in a running `mcpwatch dev`, over HTTP. */
import type { Running } from '../dev/dev-folder.js';
import { UsageError } from '../usage-error.js';
import { askApi } from './ask-api.js';
import { type EventSource, SourceUnavailable } from './event-source.js';
import { linesIn } from './lines-in.js';

/** A running collector, and what reading it needs. */
export interface CollectorAccess extends Running {
  readonly token: string;
}

export interface CollectorSource extends EventSource {
  readonly access: CollectorAccess;
}

export function collectorSource(access: CollectorAccess): CollectorSource {
  const get = (path: string, query: URLSearchParams) => fetchFrom(access, path, query);
  return {
    access,
    name: `mcpwatch dev at ${access.address}`,
    unreadable: undefined,
    ask: (question, parameters) =>
      askApi(
        async (path, query) => {
          const response = await get(path, query);
          return { status: response.status, body: await response.text() };
        },
        question,
        parameters,
      ),
    async *events(filter = '') {
      const { status, body } = await get('/api/export', new URLSearchParams({ filter }));
      if (status === 400) throw new UsageError(`filter not understood: ${filter}`);
      if (status !== 200 || body === null) throw new Error(`the collector answered ${status}`);
      for await (const line of linesIn(body)) yield line.toString();
    },
    close: async () => {},
  };
}

/** `GET` with the token; rejects with `SourceUnavailable` when nobody answers. */
export async function fetchFrom(
  { address, token }: CollectorAccess,
  path: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<Response> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    return await fetch(`${address}${path}?${query}`, { headers, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new SourceUnavailable(`mcpwatch dev at ${address} does not answer any more`);
  }
}
