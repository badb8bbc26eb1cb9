/** A server of the demo: inventory. Its tool list changes while a client uses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer, StdioServerTransport, z } from '../sdk.js';

const server = new McpServer({ name: 'inventory', version: '4.1.0' });

const stockTool = server.registerTool(
  'get_stock',
  {
    description: 'How many pieces of an article are in stock.',
    inputSchema: { article: z.string().describe('Article number') },
  },
  async ({ article }) => {
    await sleep(10 + Math.random() * 25);
    return { content: [{ type: 'text', text: JSON.stringify({ article, pieces: article.length * 7 }) }] };
  },
);

server.registerTool(
  'enable_plugin',
  { description: 'Switches a plug-in on.', inputSchema: { plugin: z.string() } },
  async ({ plugin }) => {
    await sleep(90);
    stockTool.update({
      description: 'How many pieces of an article are in stock, in one warehouse or in all of them.',
      paramsSchema: {
        article: z.string().describe('Article number, with or without its check digit'),
        warehouse: z.string().optional().describe('One warehouse; all of them if left out'),
      },
    });
    server.registerTool(
      'reserve_stock',
      {
        description: 'Reserves pieces of an article for an order.',
        inputSchema: { article: z.string(), pieces: z.number().int().positive(), order: z.string() },
      },
      async ({ article, pieces, order }) => ({
        content: [{ type: 'text', text: `${pieces} × ${article} for ${order}` }],
      }),
    );
    return { content: [{ type: 'text', text: `${plugin} is on` }] };
  },
);

await server.connect(new StdioServerTransport());
