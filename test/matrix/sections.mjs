/** The sections of the matrix, in the order of the document. */
import { agentCells } from './agent-cells.mjs';
import { bundleCells } from './bundle-cells.mjs';
import { conversationCells } from './conversation-cells.mjs';
import { frameworkCells } from './framework-cells.mjs';
import { loaderCells, packageManagerRunCells } from './loader-cells.mjs';
import { publishedCells } from './published-cells.mjs';
import { clientCells, runtimeCells } from './run-cells.mjs';
import { nodeCells, sdkCells } from './sdk-cells.mjs';

export const SECTIONS = [
  {
    name: 'sdk',
    title: 'SDK versions',
    about:
      'The whole session (success, every kind of error, resources, prompts, completion, notifications, progress, cancellation, tasks) over stdio.',
    cells: sdkCells,
  },
  {
    name: 'conversation',
    title: 'Requests to the client, and tasks',
    about:
      'As `mcpwatch dev` gets them: what a tool asks of its client (sampling, also one that the user refuses and the tool ignores; roots; ping; elicitation) is recorded once, as a child of the call, with its answer or error, and the call says how long it waited; the outcome of a task is a child of the call that created it. Empty: that SDK has no such request (elicitation is in 1.13 and later, tasks in 1.24 and later, not in v2).',
    cells: conversationCells,
    // All their events arrive without a key.
    alone: true,
  },
  { name: 'node', title: 'Node versions', about: 'The same session, with the newest SDKs.', cells: nodeCells },
  {
    name: 'bundles',
    title: 'Bundled servers',
    about: 'The same session, with the SDK inlined by a bundler.',
    cells: bundleCells,
  },
  {
    name: 'published',
    title: 'Published servers',
    about:
      '`initialize`, the list of tools, one call. Three of them have the SDK inside their own files; one connects through a transport of its own, for its telemetry.',
    cells: publishedCells,
  },
  {
    name: 'loaders',
    title: 'Loaders and layouts',
    about: '`initialize`, the list of tools, one call.',
    cells: loaderCells,
  },
  {
    name: 'package-managers',
    title: 'Package managers',
    about: 'mcpwatch prints nothing and installs nothing.',
    cells: packageManagerRunCells,
  },
  {
    name: 'agents',
    title: 'Alongside other agents',
    about:
      '`initialize`, the list of tools and one call that sends a request to an Express server, with the other agent in both runs. The agent’s own spans (HTTP, Express and, where it has them, MCP), sent to a loopback endpoint, must have the same names with mcpwatch as without. With MCPWATCH_OTLP, mcpwatch also sends spans of its own, which must all arrive.',
    cells: agentCells,
  },
  {
    name: 'frameworks',
    title: 'Frameworks',
    about:
      '`initialize`, the list of tools and one call, over the transport that the framework is made for: message by message, and by the official client in the revisions that the framework supports. The last column is a request in an unknown revision, which the entry point of SDK v2 answers without a server.',
    cells: frameworkCells,
  },
  {
    name: 'clients',
    title: 'Servers started by the official client',
    about:
      'Under `mcpwatch run`. The client passes only six variables on to its server (rows: the program that has the client in it; columns: how the client starts the server).',
    cells: clientCells,
  },
  {
    name: 'runtimes',
    title: 'Other runtimes',
    about:
      'mcpwatch observes Node.js only. In Deno and Bun the preload installs nothing and says so in one line on stderr; the server behaves as without mcpwatch. `mcpwatch run` reaches Deno through NODE_OPTIONS; Bun ignores that variable, and the run says at its end that nothing was watched.',
    cells: runtimeCells,
  },
];
