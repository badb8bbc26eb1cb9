/** Who talks to whom, and in which revision of the protocol. */
import { lastClientOf, lastRevisionOf, serverInfoOf } from '../../sdk-object.js';
import { httpHeader } from './http-request.js';
import { asString, isRecord, metaOf, type Params } from './json-rpc.js';
import { keptText } from './kept-text.js';

export interface Party {
  readonly name: string;
  readonly version: string;
}

export const NOBODY: Party = { name: '', version: '' };

/** Reserved `_meta` keys of revision 2026-07-28 (SEP-2575). */
const META_CLIENT = 'io.modelcontextprotocol/clientInfo';
const META_REVISION = 'io.modelcontextprotocol/protocolVersion';
const META_SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

const NAME_CHARS = 256;
const VERSION_CHARS = 64;
const REVISION_CHARS = 64;

function asParty(value: unknown): Party | undefined {
  if (!isRecord(value)) return undefined;
  const name = keptText(asString(value['name']), NAME_CHARS);
  return name === '' ? undefined : { name, version: keptText(asString(value['version']), VERSION_CHARS) };
}

export function serverParty(server: object | undefined): Party {
  return asParty(serverInfoOf(server)) ?? NOBODY;
}

/** The client that `initialize` names. */
export function initializingClient(params: Params): Party | undefined {
  return asParty(params['clientInfo']);
}

/** The client that a request of revision 2026-07-28 names. */
export function clientInMeta(params: Params): Party | undefined {
  return asParty(metaOf(params)[META_CLIENT]);
}

/** The revision that a request of revision 2026-07-28 names; otherwise empty. */
export function revisionInMeta(params: Params): string {
  return keptText(asString(metaOf(params)[META_REVISION]), REVISION_CHARS);
}

/** The id of the `subscriptions/listen` request that a notification belongs to. */
export function subscriptionIdOf(params: Params): unknown {
  return metaOf(params)[META_SUBSCRIPTION];
}

/**
 * The client that the server saw last. Only for a connection that was underway when it was found: a host may connect
 * one server to many clients in turn, and what the server remembers is then another client's.
 */
export function rememberedClient(server: object): Party | undefined {
  return asParty(lastClientOf(server));
}

/** The revision that the server negotiated last; empty in v1. With the same restriction. */
export function rememberedRevision(server: object): string {
  return asString(lastRevisionOf(server));
}

const REVISION_HEADER = 'mcp-protocol-version';

/** The revision that the HTTP request of a message names; otherwise empty. */
export function revisionInHeader(extra: unknown): string {
  return keptText(httpHeader(extra, REVISION_HEADER) ?? '', REVISION_CHARS);
}

/** The revision that a server agreed to in its reply to `initialize`. */
export function agreedRevision(result: unknown): string {
  return isRecord(result) ? keptText(asString(result['protocolVersion']), REVISION_CHARS) : '';
}
