/** The two questions of every cell: does the client receive the same as without mcpwatch, and is everything recorded once? */
import { isDeepStrictEqual } from 'node:util';
import { describeEvent, expectedEvents } from './expected.mjs';
import { preload } from './program.mjs';
import { clientView, playSession, STEPS, TASK_STEPS, withEnvelope } from './session.mjs';

export const OK = { status: 'ok', detail: '' };
export const differs = (detail) => ({ status: 'differs', detail });

/** Stderr without mcpwatch's own lines: nothing else may be added, least of all a warning. */
const foreign = (lines) =>
  lines
    .filter((line) => !line.startsWith('mcpwatch: '))
    .map((line) => line.replace(/\(node:\d+\)/, '(node:…)').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '…'));

/** Compares the whole session with the table. */
export async function checkSession(cell, receiver, { node = process.execPath, how = 'import', flags = [] } = {}) {
  const steps = cell.hasTasks ? { ...STEPS, ...TASK_STEPS } : STEPS;
  const options = { steps, cwd: cell.folder };
  const plain = await playSession(node, [...flags, cell.file], options);
  const watched = await playSession(node, [...preload(how), ...flags, cell.file], { ...options, receiver });
  const expected = expectedEvents(cell, Object.keys(steps));
  return compare(plain, watched) ?? compareEvents(watched.events.map(describeEvent), expected) ?? OK;
}

/** A short session with any command; `with` and `without` are `[command, args, options]`. */
export async function checkShort(pair, receiver, { steps = shortSteps(), events } = {}) {
  const [command, args, options] = pair.without;
  const plain = await playSession(command, args, { ...options, steps });
  const [watchedCommand, watchedArgs, watchedOptions] = pair.with;
  const watched = await playSession(watchedCommand, watchedArgs, { ...watchedOptions, steps, receiver });
  return compareShort(plain, watched, events ?? shortEvents(steps.call.params.name));
}

export const compareShort = (plain, watched, events) =>
  compare(plain, watched) ?? compareEvents(watched.events.map(briefly), events) ?? OK;

/** Type and name of an event, and whether it failed. */
export const briefly = ({ event_type, event_name, is_error }) =>
  [event_type, event_name, ...(is_error ? ['failed'] : [])].join(' | ');

/** The events of a short session. */
export const shortEvents = (tool, outcome = '') => [
  'initialize | server.initialize',
  `tool_call | ${tool}${outcome}`,
  'close | server.close',
];

/** `initialize` (`server/discover` in 2026-07-28), a list of tools, and one call. */
export const shortSteps = ({ name = 'echo', args = { text: 'hi' }, revision = '2025' } = {}) => {
  const call = { method: 'tools/call', params: { name, arguments: args } };
  if (revision === '2025') return { initialize: STEPS.initialize, list: STEPS.list, call };
  const asking = { discover: { method: 'server/discover' }, list: STEPS.list, call };
  return Object.fromEntries(Object.entries(asking).map(([step, request]) => [step, withEnvelope(request)]));
};

export function compare(plain, watched) {
  if (!isDeepStrictEqual(clientView(plain), clientView(watched))) {
    return differs(`the client sees another answer: ${firstDifference(clientView(plain), clientView(watched))}`);
  }
  const added = foreign(watched.errors).filter((line) => !foreign(plain.errors).includes(line));
  return added.length === 0 ? undefined : differs(`stderr: ${added.slice(0, 2).join(' / ')}`);
}

function firstDifference(plain, watched) {
  const at = plain.lines.findIndex((line, index) => line !== watched.lines[index]);
  if (at < 0) return JSON.stringify([plain.code, plain.signal, watched.code, watched.signal, watched.lines.length]);
  return `${plain.lines[at]} ≠ ${watched.lines[at]}`.slice(0, 300);
}

function compareEvents(seen, expected) {
  if (isDeepStrictEqual(seen, expected)) return undefined;
  const missing = expected.filter((line) => !seen.includes(line));
  const more = seen.filter((line) => !expected.includes(line));
  const order = missing.length + more.length === 0 ? `order or number: ${seen.join('; ')}` : '';
  return differs(`events: missing [${missing.join('; ')}] unexpected [${more.join('; ')}] ${order}`.trim());
}
