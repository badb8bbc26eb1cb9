/** A server of the demo: reports. One tool never answers, another takes the whole process with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer, StdioServerTransport, z } from '../sdk.js';

const server = new McpServer({ name: 'reports', version: '1.0.4' });

server.registerTool(
  'list_reports',
  { description: 'Lists the reports of a year.', inputSchema: { year: z.number().int() } },
  async ({ year }) => {
    await sleep(30);
    const titles = Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}`);
    return { content: [{ type: 'text', text: titles.join('\n') }], structuredContent: { titles } };
  },
);

server.registerTool(
  'export_report',
  { description: 'Exports a report as a PDF file.', inputSchema: { title: z.string() } },
  // Waits for a lock that nobody releases.
  () => new Promise<never>(() => {}),
);

server.registerTool(
  'render_chart',
  { description: 'Renders a chart of a report.', inputSchema: { title: z.string(), width: z.number() } },
  async ({ title, width }) => {
    await sleep(1400);
    setImmediate(() => {
      // Outside of the handler's promise, so that nothing catches it.
      throw new RangeError(`cannot draw ${title}: ${width} is not a width`);
    });
    return await new Promise<never>(() => {});
  },
);

await server.connect(new StdioServerTransport());
