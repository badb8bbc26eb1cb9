/** The one line on stderr that says what is watched and where its events go. */
import { shownAddress, shownAddresses } from '../config/endpoint.js';
import type { Settings } from '../config/parse-config.js';
import type { Connection } from '../model.js';
import { fieldOf, serverInfoOf } from '../sdk-object.js';
import { transportTypeOf } from './capture/transport-type.js';
import { describeSdk } from './hooks/sdk-package.js';

/** `otlp`: the addresses that spans and metrics are sent to. */
export function statusLine(connection: Connection, settings: Settings, otlp: readonly string[]): string {
  const facts = [describeSdk(connection.origin), connection.origin.moduleKind, transportTypeOf(connection)].join(', ');
  return `watching ${nameOf(connection.server)} (${facts}); events go to ${whereTo(settings)}${also(otlp)}`;
}

function whereTo({ local, apiKey, endpoint }: Settings): string {
  if (local !== undefined) return '`mcpwatch dev` (no API key: they wait on this machine for it)';
  const wait = apiKey === undefined ? ' (no API key: they wait on this machine for `mcpwatch dev`)' : '';
  return shownAddress(endpoint) + wait;
}

function also(otlp: readonly string[]): string {
  return otlp.length === 0 ? '' : `, and over OTLP to ${shownAddresses(otlp)}`;
}

/** Names longer than this are cut: the line must still say where events go. */
const MAX_NAME = 100;

function nameOf(server: object | undefined): string {
  const info = serverInfoOf(server);
  const words = [fieldOf(info, 'name'), fieldOf(info, 'version')].filter((word) => typeof word === 'string');
  const text = words.join(' ').trim() || 'a server';
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text;
}
