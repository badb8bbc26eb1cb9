/** `mcpwatch report --html`: one file with the page and the events in it, which opens without a server. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SDK } from '../../version.js';

export interface HtmlReportOptions {
  /** Of `CommandIo`: the report's page is built beside the preload. */
  readonly preloadPath: string;
  /** Events as JSON texts, one line each, oldest first. */
  readonly events: AsyncIterable<string>;
}

const EVENTS = '<!-- events -->';

/** The file in pieces, so that it need not fit into memory. */
export async function* htmlReport({ preloadPath, events }: HtmlReportOptions): AsyncIterable<string> {
  const template = readFileSync(join(dirname(preloadPath), 'report.html'), 'utf8');
  const at = template.indexOf(EVENTS);
  yield template
    .slice(0, at)
    .replace('<!-- version -->', SDK.version)
    .replace('<!-- written -->', new Date().toISOString());
  for await (const event of events) yield `${inScript(event)}\n`;
  yield template.slice(at + EVENTS.length);
}

/** In JSON, `<` occurs inside strings only: escaped, an event cannot end the element that holds it. */
const inScript = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll(/[\r\n]+/g, ' ');
