/** The servers of a client's configuration, as doctor looks at them. */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { nearest } from '../../../config/nearest.js';
import { errnoOf } from '../../../errno.js';
import { withPreload } from '../../../run/preload-option.js';
import type { Patient } from '../diagnose.js';
import { type Finding, fault } from '../finding.js';
import { CLIENTS, type Client, clientOfFile, type Place, SOME_CLIENT } from './clients.js';
import { type ConfigEntry, readEntry } from './config-entry.js';
import { type ConfigFile, readConfigFile } from './config-file.js';

/** Or why there is no such file. `wanted`: a client's name, or a path. */
export function findConfig(wanted: string, place: Place): ConfigFile | Finding {
  const known = CLIENTS[wanted];
  const paths = known?.files(place) ?? [resolve(place.cwd, wanted)];
  const path = paths.find((one) => existsSync(one));
  if (path === undefined) {
    return fault(
      'config',
      `there is no ${paths.join(', nor ')}`,
      known === undefined
        ? notNamed(wanted)
        : `${known.name} has no servers yet; give the path of its configuration if it is elsewhere`,
    );
  }
  try {
    const text = readFileSync(path, 'utf8');
    return readConfigFile(path, text, known ?? clientOfFile(path, text) ?? SOME_CLIENT);
  } catch (error) {
    return fault(
      'config',
      `${path} cannot be read: ${errnoOf(error) ?? String(error)}`,
      'it must be a file that you may read',
    );
  }
}

function notNamed(wanted: string): string {
  const meant = nearest(wanted, Object.keys(CLIENTS));
  const hint = meant === undefined ? '' : `did you mean ${meant}? `;
  return `${hint}The clients that doctor knows are ${Object.keys(CLIENTS).join(', ')}; for others give the path of the configuration`;
}

export interface PatientOptions {
  readonly place: Place;
  readonly preloadPath: string;
}

export function patientsOf({ servers, client }: ConfigFile, options: PatientOptions): readonly Patient[] {
  return servers.map(([name, entry]) =>
    patientOf(name, readEntry(name, entry, client, options.place), client, options),
  );
}

function patientOf(name: string, entry: ConfigEntry, client: Client, { place, preloadPath }: PatientOptions): Patient {
  const { command, args, env: configured, cwd, url, headers, findings } = entry;
  const inherited = inheritedBy(client, place.env);
  const patient = { name, url, headers, origins: { inherited, configured }, findings };
  if (command === undefined) return { ...patient, launch: undefined };
  const launch = { command, args, env: { ...inherited, ...configured }, cwd };
  const env = { ...launch.env, NODE_OPTIONS: withPreload(launch.env['NODE_OPTIONS'], preloadPath) };
  return { ...patient, launch, switchedOn: { launch: { ...launch, env }, finding: switchedOff(name, client) } };
}

const switchedOff = (name: string, client: Client): Finding =>
  fault(
    'config',
    `mcpwatch is not switched on for "${name}"; the rest is what doctor sees with it switched on`,
    `--fix-config prints the file with mcpwatch in it; then restart ${client.name}`,
  );

/** The variables that the official SDK passes on to the servers that it starts. */
const PASSED_ON: Readonly<Record<'posix' | 'win32', readonly string[]>> = {
  posix: ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'],
  win32: [
    'APPDATA',
    'HOMEDRIVE',
    'HOMEPATH',
    'LOCALAPPDATA',
    'PATH',
    'PROCESSOR_ARCHITECTURE',
    'SYSTEMDRIVE',
    'SYSTEMROOT',
    'TEMP',
    'USERNAME',
    'USERPROFILE',
  ],
};

function inheritedBy({ passesOnEverything }: Client, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (passesOnEverything) return env;
  const names = PASSED_ON[process.platform === 'win32' ? 'win32' : 'posix'];
  const kept = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return { ...kept, PATH: ownPath(kept['PATH']) };
}

/** npm puts folders with the programs of packages first while it runs a script: a client has none of them. */
function ownPath(path = ''): string {
  return path
    .split(delimiter)
    .filter((folder) => !/[/\\]node_modules[/\\](?:\.bin|@npmcli[/\\]run-script[/\\].*)$/.test(folder))
    .join(delimiter);
}
