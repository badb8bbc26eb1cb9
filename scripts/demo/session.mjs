/**
 * The session of `npm run demo` without anything of mcpwatch: the program that `mcpwatch check` observes in .ci/run, as it
 * would observe the tests of any project.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { SCENARIOS } from './scenarios.mjs';

for (const { title, command, steps } of SCENARIOS) {
  const client = new Client({ name: 'demo-client', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: command }));
  for (const step of steps) {
    try {
      await step.call(client);
    } catch (error) {
      if (step.fails !== true) throw error;
    }
  }
  await client.close();
  console.log(`${title}: ${steps.length} steps`);
}
