/** Is there somebody who takes the events, and is the key accepted? Asks with an empty batch. */
import { shownAddress } from '../../../config/endpoint.js';
import type { Settings } from '../../../config/parse-config.js';
import { probe } from '../../../delivery/ship/http/probe.js';
import { probeSocket } from '../../../delivery/spool/adopt/owner-probe.js';
import { localSocketPath } from '../../../delivery/spool/format/local-socket.js';
import { targetOf } from '../../../delivery/target.js';
import { SDK } from '../../../version.js';
import { type Finding, fault, note, ok, warning } from '../finding.js';

const TIMEOUT_MS = 10_000;
const LONGEST = 200;
const WAITING = 'events wait in the spool until then';

export async function checkEndpoint(settings: Settings, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const target = targetOf(settings);
  if (target.kind === 'local') return [await localFinding(target.dir)];
  const { endpoint, apiKey, isLoopback } = target;
  const shown = shownAddress(endpoint);
  const result = await probe({
    url: new URL(`${endpoint}/v1/events`),
    env,
    isLoopback,
    timeoutMs: TIMEOUT_MS,
    headers: {
      'content-type': 'application/json',
      'user-agent': `${SDK.name}/${SDK.version}`,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: Buffer.from(
      JSON.stringify({ batch: [], sdk: { ...SDK, runtime: 'node', runtime_version: process.version } }),
    ),
  });
  if (result.kind === 'failed') {
    return [
      fault(
        'endpoint',
        `${shown} cannot be reached: ${result.why}`,
        `check MCPWATCH_ENDPOINT, the network and the proxy; ${WAITING}`,
      ),
    ];
  }
  return [judge(result.code, withoutKey(result.text, apiKey), shown, apiKey !== undefined)];
}

function judge(code: number, text: string, shown: string, hasKey: boolean): Finding {
  const said = text.trim() === '' ? '' : `, and says: ${text.trim().slice(0, LONGEST)}`;
  if (code === 401 || code === 403) {
    return fault(
      'endpoint',
      `${shown} does not accept the key: HTTP ${code}${said}`,
      'check MCPWATCH_API_KEY: is it complete, of this endpoint, and not revoked?',
    );
  }
  if (code === 429) return warning('endpoint', `${shown} answers HTTP 429${said}`, `the quota is used up; ${WAITING}`);
  if (code === 404 || (code >= 300 && code < 400)) {
    return fault(
      'endpoint',
      `${shown} has no /v1/events: HTTP ${code}${said}`,
      'check MCPWATCH_ENDPOINT: /v1/events is added to it, and redirects are not followed',
    );
  }
  if (code >= 500) return fault('endpoint', `${shown} fails: HTTP ${code}${said}`, `try again later; ${WAITING}`);
  return ok('endpoint', `${shown} answers${hasKey ? ', and accepts the key' : ''}`);
}

async function localFinding(dir: string | undefined): Promise<Finding> {
  const path = dir === undefined ? undefined : localSocketPath(dir);
  const isListening = path !== undefined && (await probeSocket(path)) === 'alive';
  if (isListening) return ok('endpoint', '`mcpwatch dev` is running and receives the events (no API key is set)');
  return note('endpoint', 'no API key is set: events wait on this machine for `mcpwatch dev`, which is not running');
}

/** Some servers repeat what they were sent. */
const withoutKey = (text: string, key: string | undefined) => (key === undefined ? text : text.replaceAll(key, '…'));
