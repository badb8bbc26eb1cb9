/** The parts of the matrix, in the order in which they are shown. */
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
];
