/** Which MCP SDK was found, how, and whether its server is observed. */
import type { ConnectionFact } from '../../../run/facts.js';
import { type Finding, fault, note, ok } from '../finding.js';
import type { Visit } from '../visit.js';

const HOOKS: Readonly<Record<ConnectionFact['hook'], string>> = {
  import: 'by the name of its package, as it was imported',
  require: 'by the name of its package, as it was required',
  source: 'by its source text, as it was loaded',
  api: 'by a call of instrument()',
  instance: 'in a server that was there already',
};

/** The newest that the tests of this version run with (docs/compatibility.md). */
const NEWEST: Readonly<Record<string, readonly [number, number]>> = {
  '@modelcontextprotocol/sdk': [1, 32],
  '@modelcontextprotocol/server': [2, 4],
};

export function checkSdk(visit: Visit): readonly Finding[] {
  const { facts } = visit;
  const [connection] = facts.connections;
  if (connection !== undefined)
    return [...found(connection, visit), ...copiesOf(connection, visit), ...newer(connection.sdk)];
  if (!facts.processes.some(({ outcome }) => outcome === 'installed')) return [];
  const [loaded] = facts.classes;
  if (loaded !== undefined) {
    return [
      fault(
        'sdk',
        `${loaded.sdk} was loaded (${loaded.place}), but none of its servers was connected to a transport`,
        'is `await server.connect(transport)` reached? Until then there is nothing to observe',
      ),
    ];
  }
  return visit.conversation.initialize.kind === 'result' ? [notFound(visit)] : [];
}

function found({ hook, sdk, place, moduleKind, pid }: ConnectionFact, visit: Visit): readonly Finding[] {
  const { facts, conversation } = visit;
  const kind = moduleKind === 'unknown' ? '' : `, ${moduleKind === 'esm' ? 'ES module' : 'CommonJS'}`;
  const hookProblems = facts.connections.flatMap((one) => one.hookProblems);
  const isAnswered = conversation.initialize.kind === 'result';
  const sees = facts.events.some(({ type }) => type === 'initialize')
    ? ok('sdk', 'what doctor asked was observed')
    : fault(
        'sdk',
        'the server is patched, but doctor’s `initialize` was not observed',
        'please report it, with the output of --json',
      );
  return [
    ok('sdk', `${sdk}${kind}, found ${HOOKS[hook]}`),
    note('sdk', `in ${place} (process ${pid})`),
    ...(isAnswered ? [sees] : []),
    ...hookProblems.map((text) => fault('sdk', text, 'see docs/troubleshooting.md')),
  ];
}

/** Copies of other versions may serve other connections. */
function copiesOf({ pid, place }: ConnectionFact, { facts }: Visit): readonly Finding[] {
  const others = facts.classes.filter((one) => one.pid === pid && one.place !== place && one.place !== '');
  const byPlace = new Map(others.map((one) => [one.place, one.sdk]));
  return [...byPlace].map(([where, sdk]) => note('sdk', `another copy was loaded too: ${sdk} in ${where}`));
}

function newer(sdk: string): readonly Finding[] {
  const [name = '', version = ''] = sdk.split(' ');
  const newest = NEWEST[name];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (newest === undefined || major < newest[0] || (major === newest[0] && minor <= newest[1])) return [];
  return [note('sdk', `${sdk} is newer than what this version of mcpwatch was tested with (${newest.join('.')})`)];
}

function notFound({ notes }: Visit): Finding {
  const why = notes?.reasons.find((reason) => !reason.startsWith('no MCP SDK was loaded'));
  return fault(
    'sdk',
    `the server answers, but mcpwatch found no MCP SDK in it${why === undefined ? '' : `: ${why}`}`,
    'a preload in front of mcpwatch’s may load it first; a bundle with mangled names needs instrument(server) in the code; servers without the official SDK cannot be observed',
  );
}
