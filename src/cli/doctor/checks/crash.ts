/** Why a server ended at its start: read from the end of its stderr. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Launch } from '../exchange/stdio-server.js';

export interface Crash {
  /** Goes on after "before it answered". */
  readonly text: string;
  readonly todo: string;
}

const MISSING_MODULE = /Cannot find (?:module|package) '([^']+)'/;
const ERROR_LINE = /^(?:Uncaught )?(?:\[?[A-Z]\w*(?:Error|Exception)\b.*|node: .*)$/;
const FRAME = /^\s+at .*?\(?((?:file:\/\/)?[/\\A-Za-z][^()]*:\d+:\d+)\)?$/;
const LONGEST = 200;

export function crashOf(stderr: readonly string[], { args, cwd }: Launch): Crash {
  const own = stderr.filter((line) => !line.startsWith('mcpwatch: '));
  const missing = own.map((line) => MISSING_MODULE.exec(line)?.[1]).find((name) => name !== undefined);
  if (missing !== undefined) return missingModule(missing, args, cwd);
  const error = own.findLast((line) => ERROR_LINE.test(line)) ?? own.findLast((line) => line.trim() !== '');
  if (error === undefined) {
    return { text: ', without a word on stderr', todo: 'run the command in a terminal: it may expect arguments' };
  }
  const frame = own
    .map((line) => FRAME.exec(line)?.[1])
    .find((place) => place !== undefined && !place.includes('node:'));
  return {
    text: `: ${error.trim().slice(0, LONGEST)}${frame === undefined ? '' : `, at ${frame}`}`,
    todo: 'this is the server’s own error: fix it there, or what it says is missing',
  };
}

function missingModule(name: string, args: readonly string[], cwd: string | undefined): Crash {
  const script = args.find(
    (arg) => !arg.startsWith('-') && (name === arg || name.endsWith(`/${arg.replace(/^\.\//, '')}`)),
  );
  if (script === undefined || existsSync(name)) {
    return {
      text: `: it cannot find ${name}`,
      todo: name.startsWith('mcpwatch')
        ? 'install mcpwatch where the server runs, or start it with `npx -y mcpwatch run --`, which needs no install'
        : 'install the server’s packages in its folder (npm install)',
    };
  }
  return {
    text: `: there is no file ${name}`,
    todo: isAbsolute(script)
      ? 'correct the path'
      : `write the absolute path: ${script} was looked for in ${cwd ?? process.cwd()}, and clients start servers in folders of their own`,
  };
}
