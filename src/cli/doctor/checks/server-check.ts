/** What the server answers, and how fast. */
import type { Answer } from '../exchange/link.js';
import { isRecord } from '../exchange/link.js';
import { type Finding, fault, note, ok, unknown, warning } from '../finding.js';
import type { Visit } from '../visit.js';

/** Clients give up after 10 to 60 seconds. */
const SLOW_MS = 5000;

export function checkServer(visit: Visit): readonly Finding[] {
  const { initialize, discover } = visit.conversation;
  if (initialize.kind === 'result') return answered(visit, initialize.result, initialize.ms);
  if (isModern(discover)) {
    return [ok('server', `answers \`server/discover\` (protocol 2026-07-28) and no \`initialize\``), ...endOf(visit)];
  }
  // The command check has the reason.
  if (visit.state !== undefined && visit.state.kind !== 'running') return [];
  return [unanswered(initialize, visit)];
}

/** Some servers answer everything. */
const isModern = (discover: Answer | undefined) =>
  discover?.kind === 'result' && Array.isArray(discover.result['supportedVersions']);

function unanswered(answer: Exclude<Answer, { kind: 'result' }>, { url, facts }: Visit): Finding {
  switch (answer.kind) {
    case 'silent':
      return fault(
        'server',
        `did not answer \`initialize\` within ${seconds(answer.ms)}`,
        'it hangs at its start, or its transport is not connected; does it wait for something, such as a network, a login or input? A slow start gets more time with --timeout, and a server over HTTP is reached with --url',
      );
    case 'ended':
      return fault(
        'server',
        `cannot be reached${url === undefined ? '' : ` at ${url}`}: ${answer.why}`,
        facts.connections.some(({ transport }) => transport === 'stdio')
          ? 'this server is connected to stdio: leave --url out'
          : 'is it running, and is this its address?',
      );
    case 'error':
      return url !== undefined && /HTTP 40[13]/.test(answer.message)
        ? unknown('server', `wants a login: ${answer.message}`, 'give its header: --header "Authorization: Bearer …"')
        : fault(
            'server',
            `answers \`initialize\` with an error: ${answer.code ?? ''} ${answer.message}`,
            'see the server’s own log',
          );
  }
}

function answered(visit: Visit, result: Readonly<Record<string, unknown>>, ms: number): readonly Finding[] {
  const { protocolVersion, serverInfo, capabilities } = result;
  const { lists, pings, discover } = visit.conversation;
  const transport = visit.url === undefined ? 'stdio' : 'streamable HTTP';
  const name = isRecord(serverInfo)
    ? [serverInfo['name'], serverInfo['version']].filter(Boolean).join(' ')
    : 'a server';
  const revisions = [String(protocolVersion), ...(isModern(discover) ? ['2026-07-28'] : [])].join(' and ');
  const offers = isRecord(capabilities) ? Object.keys(capabilities).join(', ') : '';
  return [
    ok(
      'server',
      `${name || 'a server without a name'} answers: ${transport}, protocol ${revisions}, capabilities ${offers || 'none'}`,
    ),
    ...lists.map(listFinding),
    timing(ms, pings),
    ...endOf(visit),
  ];
}

function listFinding({ method, items, bytes, answer }: Visit['conversation']['lists'][number]): Finding {
  if (answer.kind !== 'result') {
    const why = answer.kind === 'error' ? answer.message : answer.kind === 'silent' ? 'no answer' : answer.why;
    return fault(
      'server',
      `\`${method}\` fails: ${why}`,
      'the server announces it in its capabilities, so clients will ask for it',
    );
  }
  const size = bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
  return ok('server', `\`${method}\`: ${items} in ${Math.round(answer.ms)} ms (${size})`);
}

function timing(ms: number, pings: readonly Answer[]): Finding {
  const times = pings.flatMap((ping) => (ping.kind === 'result' ? [ping.ms] : [])).sort((a, b) => a - b);
  const ping = times[Math.floor(times.length / 2)];
  const text = `started and answered \`initialize\` in ${seconds(ms)}${ping === undefined ? '' : `, a ping in ${ping.toFixed(1)} ms`}`;
  if (ms > SLOW_MS)
    return warning('server', text, 'some clients give up after 10 s; `npx` is slow when it has to download');
  return ok('server', text);
}

function endOf({ stopped, url }: Visit): readonly Finding[] {
  if (url !== undefined || stopped === undefined || stopped === 'stdin') return [];
  if (stopped === 'by itself')
    return [
      warning('server', 'ended while its client was still there', 'a stdio server runs until its stdin is closed'),
    ];
  return [note('server', `does not end when its stdin is closed; it took ${stopped}`)];
}

const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
