/** Reads server-sent events from the body of a response: https://html.spec.whatwg.org/multipage/server-sent-events.html */

export interface ServerSentEvent {
  /** `message` where the server does not say. */
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** Comments and events without data are left out. */
export async function* serverSentEvents(body: AsyncIterable<Uint8Array>): AsyncIterable<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

function readEvent(block: string): ServerSentEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^([a-z]+): ?(.*)$/.exec(line) ?? []);
  const valuesOf = (name: string) => fields.flatMap(([, key, value]) => (key === name ? [value ?? ''] : []));
  const data = valuesOf('data');
  if (data.length === 0) return undefined;
  return { event: valuesOf('event').at(-1) ?? 'message', id: valuesOf('id').at(-1), data: data.join('\n') };
}
