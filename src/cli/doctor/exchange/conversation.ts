/** What doctor asks every server: `initialize`, the lists, pings, and `server/discover`. */
import { SDK } from '../../../version.js';
import { type Answer, type Exchange, isRecord } from './link.js';

/** The newest revision with a handshake. */
const ASKED_REVISION = '2025-11-25';
const MODERN_REVISION = '2026-07-28';
const PINGS = 3;
/** Of a list that goes on and on. */
const MAX_PAGES = 50;

export interface ListAnswer {
  readonly method: string;
  /** How many items all pages have. */
  readonly items: number;
  /** The items as JSON. */
  readonly bytes: number;
  /** Of the first page. */
  readonly answer: Answer;
}

export interface Conversation {
  readonly initialize: Answer;
  readonly lists: readonly ListAnswer[];
  readonly pings: readonly Answer[];
  /** `server/discover`, of revision 2026-07-28. */
  readonly discover: Answer | undefined;
}

interface ListMethod {
  readonly method: string;
  readonly capability: string;
  readonly items: string;
}

const LISTS: readonly ListMethod[] = [
  { method: 'tools/list', capability: 'tools', items: 'tools' },
  { method: 'resources/list', capability: 'resources', items: 'resources' },
  { method: 'prompts/list', capability: 'prompts', items: 'prompts' },
];

const CLIENT = { name: 'mcpwatch-doctor', version: SDK.version };

/** `timeoutMs` for each answer. */
export async function converse(server: Exchange, timeoutMs: number): Promise<Conversation> {
  const params = { protocolVersion: ASKED_REVISION, capabilities: {}, clientInfo: CLIENT };
  const initialize = await server.request('initialize', params, timeoutMs);
  if (initialize.kind !== 'result') {
    const isOver = initialize.kind !== 'error';
    return { initialize, lists: [], pings: [], discover: isOver ? undefined : await discover(server, timeoutMs) };
  }
  const { protocolVersion, capabilities } = initialize.result;
  if (typeof protocolVersion === 'string') server.agreed(protocolVersion);
  await server.notify('notifications/initialized');
  const lists: ListAnswer[] = [];
  for (const list of LISTS) {
    if (isRecord(capabilities) && list.capability in capabilities) lists.push(await readList(server, list, timeoutMs));
  }
  const pings: Answer[] = [];
  for (let at = 0; at < PINGS; at += 1) pings.push(await server.request('ping', undefined, timeoutMs));
  return { initialize, lists, pings, discover: await discover(server, timeoutMs) };
}

async function readList(server: Exchange, { method, items }: ListMethod, timeoutMs: number): Promise<ListAnswer> {
  const answer = await server.request(method, {}, timeoutMs);
  const found: unknown[] = [];
  let page = answer;
  for (let pages = 1; page.kind === 'result'; pages += 1) {
    const { [items]: list, nextCursor } = page.result;
    if (Array.isArray(list)) found.push(...list);
    if (typeof nextCursor !== 'string' || pages >= MAX_PAGES) break;
    page = await server.request(method, { cursor: nextCursor }, timeoutMs);
  }
  return { method, items: found.length, bytes: Buffer.byteLength(JSON.stringify(found)), answer };
}

export function discover(server: Exchange, timeoutMs: number): Promise<Answer> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN_REVISION,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': CLIENT,
  };
  return server.request('server/discover', { _meta }, timeoutMs);
}
