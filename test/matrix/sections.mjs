/** The parts of the matrix, in the order in which they are shown. */
import { agentCells } from './agent-cells.mjs';
import { bundleCells } from './bundle-cells.mjs';
import { frameworkCells } from './framework-cells.mjs';
import { bystanderCells, loaderCells } from './loader-cells.mjs';
import { publishedCells } from './published-cells.mjs';
import { nodeCells, sdkCells } from './sdk-cells.mjs';

export const SECTIONS = [
  {
    name: 'sdk',
    title: 'SDK versions',
    about:
      'The whole session (success, errors of every kind, resources, prompts, completion, notification, progress, cancel, tasks) over stdio.',
    cells: sdkCells,
  },
  { name: 'node', title: 'Node versions', about: 'The same session by the newest SDKs.', cells: nodeCells },
  {
    name: 'bundles',
    title: 'Bundled servers',
    about: 'The same session, with the SDK inlined by a bundler.',
    cells: bundleCells,
  },
  {
    name: 'published',
    title: 'Published servers with the SDK inside',
    about: '`initialize`, the list of tools, one call.',
    cells: publishedCells,
  },
  {
    name: 'loaders',
    title: 'Loaders and layouts',
    about: '`initialize`, the list of tools, one call.',
    cells: loaderCells,
  },
  {
    name: 'bystanders',
    title: 'Package managers',
    about: 'Nothing is said, nothing is installed.',
    cells: bystanderCells,
  },
  {
    name: 'agents',
    title: 'Beside other agents',
    about:
      'As above, with the other agent in both runs; the tool asks an Express server. Its own spans (HTTP, Express and, where it has them, MCP), sent to a loopback endpoint, must have the same names with us as without.',
    cells: agentCells,
  },
  {
    name: 'frameworks',
    title: 'Frameworks',
    about:
      '`initialize`, the list of tools and one call, over the transport that the framework is for: message by message, and by the official client in the revisions that the framework takes. Last, a request in an unknown revision, which the entry of SDK v2 answers before there is a server.',
    cells: frameworkCells,
  },
];
