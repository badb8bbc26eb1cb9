/** Observes the stream that answers `subscriptions/listen`: it stays open and carries the server's notifications. */

export interface StreamListener {
  sent(message: unknown): void;
  ended(): void;
}

/** The same response, with each event reported as it passes. */
export function tapListening(response: Response, listener: StreamListener): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const readEvents = createEventReader(listener.sent);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          listener.ended();
          controller.close();
          return;
        }
        readEvents(value);
        controller.enqueue(value);
      },
      cancel(reason) {
        listener.ended();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** A longer line is passed on, but not reported. */
const MAX_LINE_CHARS = 1024 * 1024;

/** Reads the `data:` lines of server-sent events from chunks, which may be split anywhere. */
function createEventReader(report: (message: unknown) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    // Its end will not be a whole line, and is not reported either.
    if (rest.length > MAX_LINE_CHARS) rest = '';
    for (const line of lines) {
      const message = line.startsWith('data:') ? parseJson(line.slice('data:'.length)) : undefined;
      if (message !== undefined) report(message);
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
