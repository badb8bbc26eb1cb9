/** The flags of `mcpwatch doctor`. */
import type { Flags } from '../command.js';
import { splitCommandLine } from '../command-line.js';
import { parseFlags } from '../flags.js';
import { UsageError } from '../usage-error.js';
import { CLIENTS } from './client/clients.js';

const KNOWN = Object.keys(CLIENTS).join(', ');

export const DOCTOR_FLAGS = {
  client: {
    type: 'string',
    value: '<name|file>',
    meaning: `look at each server in this client’s configuration: ${KNOWN}, or a file`,
  },
  'fix-config': { type: 'boolean', meaning: 'with --client: print its file with mcpwatch switched on; writes nothing' },
  'with-secrets': { type: 'boolean', meaning: 'with --fix-config: print values that may be secrets too' },
  url: { type: 'string', value: '<address>', meaning: 'talk to the server over streamable HTTP at this address' },
  header: { type: 'string', value: '<name: value>', multiple: true, meaning: 'with --url: send this header' },
  timeout: { type: 'string', value: '<seconds>', meaning: 'wait so long for each answer (default 30)' },
  json: { type: 'boolean', meaning: 'print everything that was seen as JSON' },
} as const satisfies Flags;

export interface DoctorOptions {
  readonly task:
    | {
        readonly kind: 'server';
        readonly command: readonly [string, ...string[]] | undefined;
        readonly url: string | undefined;
        readonly headers: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'client'; readonly client: string }
    | { readonly kind: 'fix'; readonly client: string; readonly withSecrets: boolean };
  readonly timeoutMs: number;
  readonly json: boolean;
}

export function readDoctorOptions(args: readonly string[]): DoctorOptions {
  const { own, program } = splitCommandLine(args, false);
  const { values } = parseFlags({ args: own, flags: DOCTOR_FLAGS });
  return { task: readTask(values, program), timeoutMs: readTimeout(values.timeout), json: values.json ?? false };
}

type Values = ReturnType<typeof parseFlags<typeof DOCTOR_FLAGS>>['values'];

function readTask(values: Values, program: readonly string[] | undefined): DoctorOptions['task'] {
  const { client, url } = values;
  if (client !== undefined) {
    if (program !== undefined || url !== undefined)
      throw new UsageError('--client takes no command and no --url: its servers are in its configuration');
    if (values['fix-config'] === true) return { kind: 'fix', client, withSecrets: values['with-secrets'] ?? false };
    return { kind: 'client', client };
  }
  if (values['fix-config'] === true) throw new UsageError('--fix-config needs --client: whose configuration?');
  const [command, ...rest] = program ?? [];
  const isCommand = command !== undefined && command !== '';
  if (!isCommand && url === undefined)
    throw new UsageError(
      'expected a command behind --, a --url or a --client, as in: mcpwatch doctor -- node server.js',
    );
  if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UsageError('--url: expected an http:// or https:// address, as in http://127.0.0.1:3000/mcp');
  }
  return {
    kind: 'server',
    command: isCommand ? [command, ...rest] : undefined,
    url,
    headers: readHeaders(values.header ?? []),
  };
}

function readHeaders(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw new UsageError('--header: expected <name: value>, as in --header "Authorization: Bearer …"');
      return [name, value];
    }),
  );
}

function readTimeout(text = '30'): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (!(seconds > 0 && seconds <= 600))
    throw new UsageError(`--timeout: expected seconds, from 0.1 to 600, got ${JSON.stringify(text)}`);
  return seconds * 1000;
}
