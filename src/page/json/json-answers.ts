/** Answers the questions of protocol.ts about one document at a time. */
import { JsonDocument } from './document.js';
import type { Answered, Asked, JsonRequest } from './protocol.js';

/** More of a line is not drawn: one line of 5 MB would hold the page for seconds. */
const LINE_CHARS = 10_000;

function cutLine(line: string): string {
  if (line.length <= LINE_CHARS) return line;
  return `${line.slice(0, LINE_CHARS)} … ${(line.length - LINE_CHARS).toLocaleString('en')} more characters, in “Copy JSON”`;
}

export class JsonAnswers {
  readonly #load: (url: string) => Promise<Response>;
  #document: JsonDocument | undefined;

  constructor(load: (url: string) => Promise<Response>) {
    this.#load = load;
  }

  async to({ id, request }: Asked): Promise<Answered> {
    try {
      return { id, status: 'ok', value: await this.#answer(request) };
    } catch (error) {
      return { id, status: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  async #answer(request: JsonRequest): Promise<unknown> {
    if (request.kind === 'open') return this.#open(request.url);
    const document = this.#document;
    if (document === undefined) throw new Error('no document is open');
    switch (request.kind) {
      case 'node':
        return document.node(request.path);
      case 'children':
        return document.children(request.path, request.from, request.count);
      case 'lines': {
        const lines = document.lines(request.path);
        const shown = lines.slice(request.from, request.from + request.count);
        return { total: lines.length, lines: shown.map(cutLine) };
      }
      case 'find':
        return document.find(request.path, request.query);
      case 'text':
        return document.text(request.path);
    }
  }

  async #open(url: string): Promise<{ bytes: number }> {
    const response = await this.#load(url);
    if (!response.ok) throw new Error(`the collector answered HTTP ${response.status}`);
    const text = await response.text();
    this.#document = new JsonDocument(text);
    return { bytes: text.length };
  }
}
