/** The formats of a report, each loaded only when it is asked for. */
import type { Report } from './report-data.js';

export type WriteReport = (report: Report) => string | Promise<string>;

export const FORMATS: Readonly<Record<string, () => Promise<WriteReport>>> = {
  table: async () => (await import('./table-report.js')).tableReport,
  markdown: async () => (await import('./markdown-report.js')).markdownReport,
  json: async () => (report) => `${JSON.stringify(report, undefined, 2)}\n`,
};
