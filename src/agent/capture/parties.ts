/** Who talks to whom, and in which revision of the protocol. */
import { lastClientOf, lastRevisionOf, serverInfoOf } from '../../sdk-object.js';
import { asString, isRecord, metaOf, type Params } from './json-rpc.js';

export interface Party {
  readonly name: string;
  readonly version: string;
}

export const NOBODY: Party = { name: '', version: '' };

/** Reserved `_meta` keys of revision 2026-07-28 (SEP-2575). */
const META_CLIENT = 'io.modelcontextprotocol/clientInfo';
const META_REVISION = 'io.modelcontextprotocol/protocolVersion';
const META_SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

function asParty(value: unknown): Party | undefined {
  if (!isRecord(value)) return undefined;
  const name = asString(value['name']);
  return name === '' ? undefined : { name, version: asString(value['version']) };
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
  return asString(metaOf(params)[META_REVISION]);
}

/** The id of the `subscriptions/listen` request that a notification belongs to. */
export function subscriptionIdOf(params: Params): unknown {
  return metaOf(params)[META_SUBSCRIPTION];
}

/** The client as the server remembers it. */
export function rememberedClient(server: object): Party | undefined {
  return asParty(lastClientOf(server));
}

/** The revision that the server negotiated, as it remembers it; empty in v1. */
export function rememberedRevision(server: object): string {
  return asString(lastRevisionOf(server));
}

/** The revision that a server agreed to in its reply to `initialize`. */
export function agreedRevision(result: unknown): string {
  return isRecord(result) ? asString(result['protocolVersion']) : '';
}
