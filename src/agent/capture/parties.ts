/** Who talks to whom, and in which revision of the protocol. */
import { asString, isRecord, metaOf, type Params } from './json-rpc.js';
import { httpHeader } from './trace-context.js';

export interface Party {
  readonly name: string;
  readonly version: string;
}

export const NOBODY: Party = { name: '', version: '' };

/** Reserved `_meta` keys of revision 2026-07-28 (SEP-2575). */
const META_CLIENT = 'io.modelcontextprotocol/clientInfo';
const META_REVISION = 'io.modelcontextprotocol/protocolVersion';
const META_SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const REVISION_HEADER = 'mcp-protocol-version';

function asParty(value: unknown): Party | undefined {
  if (!isRecord(value)) return undefined;
  const name = asString(value['name']);
  return name === '' ? undefined : { name, version: asString(value['version']) };
}

/** `Server._serverInfo` (1.0 to 2.4). */
export function serverParty(server: object): Party {
  return asParty((server as Record<string, unknown>)['_serverInfo']) ?? NOBODY;
}

/** The client as `initialize` names it. */
export function initializingClient(params: Params): Party | undefined {
  return asParty(params['clientInfo']);
}

/** The client as a request of revision 2026-07-28 names it. */
export function clientInMeta(params: Params): Party | undefined {
  return asParty(metaOf(params)[META_CLIENT]);
}

/** The id of the `subscriptions/listen` request that a notification belongs to. */
export function subscriptionIdOf(params: Params): unknown {
  return metaOf(params)[META_SUBSCRIPTION];
}

/** The client as the server remembers it (`_clientVersion`, 1.0 to 2.4). */
export function rememberedClient(server: object): Party | undefined {
  return asParty((server as Record<string, unknown>)['_clientVersion']);
}

/** The revision that a server agreed to in its reply to `initialize`. */
export function agreedRevision(result: unknown): string {
  return isRecord(result) ? asString(result['protocolVersion']) : '';
}

/** The revision of one request: its `_meta`, what the server negotiated (v2), its HTTP header. */
export function revisionOf(server: object, params: Params, extra: unknown): string {
  return (
    asString(metaOf(params)[META_REVISION]) ||
    asString((server as Record<string, unknown>)['_negotiatedProtocolVersion']) ||
    (httpHeader(extra, REVISION_HEADER) ?? '')
  );
}
