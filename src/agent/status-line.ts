/** The one line on stderr that says what is watched and where its events go. */
import { shownAddress } from '../config/endpoint.js';
import type { Settings } from '../config/parse-config.js';
import type { Connection } from '../model.js';
import { fieldOf, serverInfoOf } from '../sdk-object.js';
import { transportTypeOf } from './capture/transport-type.js';
import { describeSdk } from './hooks/sdk-package.js';

export function statusLine(connection: Connection, settings: Settings): string {
  const facts = [describeSdk(connection.origin), connection.origin.moduleKind, transportTypeOf(connection)].join(', ');
  return `watching ${nameOf(connection.server)} (${facts}); events go to ${whereTo(settings)}`;
}

function whereTo({ local, apiKey, endpoint }: Settings): string {
  if (local !== undefined) return '`mcpwatch dev` (no API key: they wait on this machine for it)';
  const wait = apiKey === undefined ? ' (no API key: they wait on this machine for `mcpwatch dev`)' : '';
  return shownAddress(endpoint) + wait;
}

/** Names longer than this are cut: the line must still say where events go. */
const MAX_NAME = 100;

function nameOf(server: object | undefined): string {
  const info = serverInfoOf(server);
  const words = [fieldOf(info, 'name'), fieldOf(info, 'version')].filter((word) => typeof word === 'string');
  const text = words.join(' ').trim() || 'a server';
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text;
}
