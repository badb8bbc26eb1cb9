/** A server of the demo: billing. It ends before a client can connect, because a setting is missing. */
import { McpServer, StdioServerTransport } from '../sdk.js';

const server = new McpServer({ name: 'billing', version: '0.1.0' });

const database = process.env['BILLING_DATABASE_URL'];
if (database === undefined) {
  console.error('billing: BILLING_DATABASE_URL is not set');
  process.exit(1);
}

await server.connect(new StdioServerTransport());
