/** Visits one server and judges everything that was seen. */
import { tmpdir } from 'node:os';
import { parseConfig } from '../../config/parse-config.js';
import { SETTINGS } from '../../config/settings.js';
import { FACTS_VARIABLE, RUN_NOTES_VARIABLE } from '../../run/run-notes.js';
import { removeFolder } from '../remove-folder.js';
import { createNotesFolder } from '../run-notes-folder.js';
import { checkCommand } from './checks/command-check.js';
import { checkEndpoint } from './checks/endpoint-check.js';
import { checkOtlp } from './checks/otlp-check.js';
import { checkNode, checkPreload } from './checks/preload-check.js';
import { checkSdk } from './checks/sdk-check.js';
import { checkServer } from './checks/server-check.js';
import { checkSettings, type Origins } from './checks/settings-check.js';
import { checkSpool } from './checks/spool-check.js';
import { checkStdout } from './checks/stdout-check.js';
import type { Launch } from './exchange/stdio-server.js';
import { CHECKS, type Finding, unknown } from './finding.js';
import { type Visit, visit } from './visit.js';

/** A server to look at. */
export interface Patient {
  readonly name: string;
  readonly launch: Launch | undefined;
  /** The same with mcpwatch switched on, and what to say when only that reaches the server. */
  readonly switchedOn?: { readonly launch: Launch; readonly finding: Finding } | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly origins: Origins;
  /** What is known before it is started, such as faults in its configuration. */
  readonly findings: readonly Finding[];
}

export interface Diagnosis {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** `undefined` when it was not visited: there was nothing that could be started. */
  readonly visit: Visit | undefined;
}

export interface DiagnoseOptions {
  readonly timeoutMs: number;
  /** Never resolves once doctor was interrupted. */
  readonly mayStart: () => Promise<void>;
  /** Called with what undoes everything, when doctor is interrupted. */
  readonly onCleanUp: (cleanUp: () => Promise<void>) => void;
}

export async function diagnose(patient: Patient, options: DiagnoseOptions): Promise<Diagnosis> {
  const { name, launch, url, switchedOn } = patient;
  if (launch === undefined && url === undefined) return { name, findings: patient.findings, visit: undefined };
  const first = await visitOnce(patient, launch, options);
  const isOff = switchedOn !== undefined && first?.state?.kind === 'running' && !isReached(first);
  const seen = isOff ? await visitOnce(patient, switchedOn.launch, options) : first;
  if (seen === undefined) return { name, findings: [...patient.findings, noFolder()], visit: undefined };
  const found = [...patient.findings, ...(isOff ? [switchedOn.finding] : []), ...(await judge(seen, patient))];
  const rank = ({ check }: Finding) => CHECKS.indexOf(check);
  return { name, findings: [...found].sort((a, b) => rank(a) - rank(b)), visit: seen };
}

const noFolder = () =>
  unknown('command', `there is no folder for temporary files (${tmpdir()}), so it was not started`, 'set TMPDIR');

const isReached = ({ facts }: Visit) =>
  facts.processes.some(({ outcome }) => outcome === 'installed' || outcome === 'disabled');

async function visitOnce(
  { url, headers }: Patient,
  launch: Launch | undefined,
  options: DiagnoseOptions,
): Promise<Visit | undefined> {
  await options.mayStart();
  const folder = createNotesFolder();
  if (folder === undefined) return undefined;
  let end = async () => {};
  options.onCleanUp(() => end().finally(() => removeFolder(folder)));
  const variables = { [RUN_NOTES_VARIABLE]: folder, [FACTS_VARIABLE]: folder };
  try {
    return await visit({
      launch: launch && { ...launch, env: { ...launch.env, ...variables } },
      url,
      headers,
      timeoutMs: options.timeoutMs,
      folder,
      mayStart: options.mayStart,
      onStarted: (next) => {
        end = next;
      },
    });
  } finally {
    removeFolder(folder);
  }
}

async function judge(seen: Visit, { launch, origins }: Patient): Promise<readonly Finding[]> {
  const ofServer = [checkCommand, checkServer, checkStdout, checkNode, checkPreload, checkSdk].flatMap((check) =>
    check(seen),
  );
  if (launch === undefined) return ofServer;
  const { settings } = parseConfig(launch.env);
  const spoolOff = SETTINGS.spool.parse((launch.env[SETTINGS.spool.variable] ?? '').trim()) === false;
  return [
    ...ofServer,
    ...checkSettings(seen, origins),
    ...checkSpool({ spool: settings.spool, spoolOff }),
    ...(await checkEndpoint(settings, launch.env)),
    ...(await checkOtlp(settings, launch.env)),
  ];
}
