/** Why a server ended at its start: read from the end of its stderr. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Launch } from '../exchange/stdio-server.js';

export interface Crash {
  /** Goes on after "before it answered". */
  readonly text: string;
  readonly todo: string;
}

const NPM = /^npm (?:error|ERR!) (.*)$/;
const BAD_OPTION = /^\S*node: (?:bad option|.* is not allowed in NODE_OPTIONS)/;
const MISSING_MODULE = /Cannot find (?:module|package) '([^']+)'/;
const ERROR_LINE = /^(?:Uncaught )?(?:\[?[A-Z]\w*(?:Error|Exception)\b.*|node: .*)$/;
const FRAME = /^\s+at .*?\(?((?:file:\/\/)?[/\\A-Za-z][^()]*:\d+:\d+)\)?$/;
const LONGEST = 200;

export function crashOf(stderr: readonly string[], { args, cwd }: Launch): Crash {
  const own = stderr.filter((line) => !line.startsWith('mcpwatch: '));
  const npm = npmFailure(own);
  if (npm !== undefined) return npm;
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
    todo: BAD_OPTION.test(error)
      ? 'correct the options of node in the command, or in NODE_OPTIONS'
      : 'this is the server’s own error: fix it there, or what it says is missing',
  };
}

/** What npx says when it could not get the package: the code, and the line that names it; addresses may have credentials. */
function npmFailure(lines: readonly string[]): Crash | undefined {
  const said = lines
    .flatMap((line) => NPM.exec(line)?.[1]?.trim() ?? [])
    .filter((text) => !/:\/\/|debug-0\.log/.test(text));
  const code = said.map((text) => /^code (\S+)/.exec(text)?.[1]).find((one) => one !== undefined);
  if (code === undefined) return undefined;
  const reason = said.map((text) => text.replace(/^\d+ +/, '')).find((text) => / /.test(text) && !/^code /.test(text));
  return {
    text: `: npm: ${code}${reason === undefined ? '' : `, ${reason.slice(0, LONGEST)}`}`,
    todo: 'check the name and the version of the package, the network, and the registry that npm uses',
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
