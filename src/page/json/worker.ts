/** The JSON worker: one document at a time, fetched, parsed and searched here. */
import { JsonDocument } from './document.js';
import type { Answered, Asked, JsonRequest } from './protocol.js';

let document: JsonDocument | undefined;

async function answer(request: JsonRequest): Promise<unknown> {
  if (request.kind === 'open') {
    const response = await fetch(request.url);
    if (!response.ok) throw new Error(`the collector answered HTTP ${response.status}`);
    const text = await response.text();
    document = new JsonDocument(text);
    return { bytes: text.length };
  }
  if (document === undefined) throw new Error('no document is open');
  switch (request.kind) {
    case 'node':
      return document.node(request.path);
    case 'children':
      return document.children(request.path, request.from, request.count);
    case 'lines': {
      const lines = document.lines(request.path);
      return { total: lines.length, lines: lines.slice(request.from, request.from + request.count) };
    }
    case 'find':
      return document.find(request.path, request.query);
    case 'text':
      return document.text(request.path);
  }
}

self.addEventListener('message', async ({ data: { id, request } }: MessageEvent<Asked>) => {
  let reply: Answered;
  try {
    reply = { id, status: 'ok', value: await answer(request) };
  } catch (error) {
    reply = { id, status: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply);
});
