/** The formats of a report, each loaded only when it is asked for. */
import type { EventSource } from '../source/event-source.js';
import { makeReport, type Report } from './report-data.js';

export interface ReportInput {
  readonly source: EventSource;
  readonly filter: string;
  /** Of `CommandIo`. */
  readonly preloadPath: string;
}

/** The report in pieces: one with all its events in it need not fit into memory. */
export type WriteReport = (input: ReportInput) => AsyncIterable<string>;

export const FORMATS: Readonly<Record<string, () => Promise<WriteReport>>> = {
  table: async () => ofData((await import('./table-report.js')).tableReport),
  markdown: async () => ofData((await import('./markdown-report.js')).markdownReport),
  json: async () => ofData((report) => `${JSON.stringify(report, undefined, 2)}\n`),
  html: async () => {
    const { htmlReport } = await import('./html.js');
    return ({ source, filter, preloadPath }) => htmlReport({ preloadPath, events: source.events(filter) });
  },
};

function ofData(write: (report: Report) => string): WriteReport {
  return async function* ({ source, filter }) {
    yield write(await makeReport(source, filter));
  };
}
