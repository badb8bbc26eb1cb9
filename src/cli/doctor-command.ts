/** `mcpwatch doctor`: starts a server as a client would, and says what is right, what is not, and what to do about it. */

import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { counted } from '../analysis/counted.js';
import { SDK } from '../version.js';
import type { Command, CommandIo } from './command.js';
import { checkSqlite } from './doctor/checks/sqlite-check.js';
import { findConfig, patientsOf } from './doctor/client/client-patients.js';
import type { Place } from './doctor/client/clients.js';
import type { ConfigFile } from './doctor/client/config-file.js';
import { fixConfig } from './doctor/client/fixed-config.js';
import { withoutValues } from './doctor/client/hidden-values.js';
import { type Diagnosis, diagnose, type Patient } from './doctor/diagnose.js';
import { DOCTOR_FLAGS, type DoctorOptions, readDoctorOptions } from './doctor/doctor-flags.js';
import { exitCodeFor, type Finding } from './doctor/finding.js';
import { Interruption } from './doctor/interruption.js';
import { createMask } from './doctor/mask.js';
import { jsonReport, printDiagnosis, summaryOf } from './doctor/report.js';
import { runEnvironment } from './run-environment.js';

export const doctorCommand = {
  meta: {
    usage: '[--url <address>] [--json] -- <command> [arguments…]  |  --client <name|file> [--fix-config]',
    flags: DOCTOR_FLAGS,
    details: [
      'Starts the server, asks it what a client asks at its start, and looks at how far mcpwatch gets: the command, the\n' +
        'processes on the way, the MCP SDK, stdout, the settings, the spool, the endpoint and its key. Nothing that doctor\n' +
        'asks is recorded. With --client it does so for each server in a client’s configuration; secrets are not shown.',
    ],
    examples: [
      'mcpwatch doctor -- node server.js',
      'mcpwatch doctor --client claude-desktop',
      'mcpwatch doctor --url http://127.0.0.1:3000/mcp -- node http-server.js',
    ],
    exitCodes: [
      ['0', 'nothing is wrong'],
      ['1', 'something is wrong'],
      ['3', 'nothing is known to be wrong, but something could not be checked'],
    ],
  },
  async run(args, io) {
    const options = readDoctorOptions(args);
    const { task } = options;
    if (task.kind === 'server') return diagnoseAll([serverPatient(task, io)], [], options, io);
    const place = { home: io.env['HOME'] ?? homedir(), cwd: process.cwd(), env: io.env, platform: process.platform };
    const config = findConfig(task.client, place);
    if (!('servers' in config)) return diagnoseAll([], [config], options, io);
    if (task.kind === 'fix') return printFixed(config, task.withSecrets, io);
    return diagnoseAll(patientsIn(config, place, io), config.findings, options, io);
  },
} satisfies Command;

function patientsIn(config: ConfigFile, place: Place, { preloadPath }: CommandIo): readonly Patient[] {
  return patientsOf(config, { place, preloadPath });
}

function serverPatient(
  task: Extract<DoctorOptions['task'], { kind: 'server' }>,
  { env, preloadPath }: CommandIo,
): Patient {
  const [command, ...args] = task.command ?? [];
  return {
    name: '',
    launch:
      command === undefined
        ? undefined
        : { command, args, env: runEnvironment({ env, preloadPath, notes: undefined }), cwd: undefined },
    url: task.url,
    headers: task.headers,
    origins: { inherited: env, configured: {} },
    findings: [],
  };
}

async function diagnoseAll(
  patients: readonly Patient[],
  ofFile: readonly Finding[],
  { timeoutMs, json }: DoctorOptions,
  io: CommandIo,
): Promise<number> {
  const all: Diagnosis[] =
    ofFile.length === 0 ? [] : [{ name: 'the configuration', findings: ofFile, visit: undefined }];
  if (!json) for (const one of all) printDiagnosis(one, io);
  const interruption = new Interruption();
  // One after another: servers may use the same port or file.
  for (const patient of patients) {
    const diagnosis = masked(
      await interruption.unless(diagnose(patient, { timeoutMs, ...interruption.hooks })),
      patient,
      io,
    );
    all.push(diagnosis);
    if (!json) printDiagnosis(diagnosis, io);
  }
  interruption.stop();
  const machine = { name: 'this machine', findings: checkSqlite(), visit: undefined };
  all.push(machine);
  if (!json) printDiagnosis(machine, io);
  const findings = all.flatMap((one) => one.findings);
  io.stdout.write(`${json ? jsonReport(all, SDK.version) : summaryOf(findings)}\n`);
  return exitCodeFor(findings);
}

function masked(diagnosis: Diagnosis, { headers, origins }: Patient, io: CommandIo): Diagnosis {
  const mask = createMask(io.env, origins.configured, Object.values(headers));
  const findings = diagnosis.findings.map((finding) => ({
    ...finding,
    text: mask(finding.text),
    todo: finding.todo === undefined ? undefined : mask(finding.todo),
  }));
  return { ...diagnosis, findings };
}

function printFixed(config: ConfigFile, withSecrets: boolean, io: CommandIo): number {
  for (const { text, todo } of config.findings) io.say(`${text}${todo === undefined ? '' : ` → ${todo}`}`);
  if (config.findings.some(({ level }) => level === 'fault')) return 1;
  const installed = { node: process.execPath, cli: join(dirname(io.preloadPath), 'cli.js') };
  const fixed = fixConfig(config, installed);
  const shown = withSecrets ? { text: fixed.text, hidden: 0 } : withoutValues(fixed.text);
  io.stdout.write(shown.text.endsWith('\n') ? shown.text : `${shown.text}\n`);
  const changes = fixed.changed.length === 0 ? 'nothing had to be changed' : `changed: ${fixed.changed.join(', ')}`;
  io.say(`${config.path} as it could be; ${changes}. Nothing was written`);
  if (shown.hidden > 0)
    io.say(`${counted(shown.hidden, 'value')} that may be secret not shown; --with-secrets prints the complete file`);
  return 0;
}
