/** The processes that a command has started, as the system shows them. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

export interface SeenProcess {
  readonly pid: number;
  readonly ppid: number;
  /** Its process group. */
  readonly group: number;
  /** The name of the program's file: `node`, `sh`. */
  readonly program: string;
  /** Without the program itself. */
  readonly args: readonly string[];
  /** Whether its environment has the variable that names the folder of facts; `undefined`: it cannot be seen. */
  readonly hasOurVariables: boolean | undefined;
}

/** A variable that only processes of one command have. */
export interface Mark {
  readonly variable: string;
  readonly value: string;
}

/** `pid` and everything below it; empty where the system does not show it. */
export async function processesBelow(pid: number, variable: string): Promise<readonly SeenProcess[]> {
  const all = await allProcesses({ variable, value: '' });
  const wanted = treeOf(pid, all);
  return all.filter(({ pid: one }) => wanted.has(one));
}

/** And everything in its group, and everything with the mark, whoever its parent is. */
export async function relatedProcesses(pid: number, mark: Mark): Promise<readonly SeenProcess[]> {
  const all = await allProcesses(mark);
  const below = treeOf(pid, all);
  return all.filter(({ pid: one, group, hasOurVariables }) => below.has(one) || group === pid || hasOurVariables);
}

const allProcesses = (mark: Mark) => (process.platform === 'linux' ? linuxProcesses(mark) : listedProcesses());

function treeOf(pid: number, all: readonly SeenProcess[]): ReadonlySet<number> {
  const wanted = new Set([pid]);
  // Children have higher ids than their parents but for a wrap-around: go on until nothing new is found.
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    for (const { pid: child, ppid } of all) if (wanted.has(ppid)) wanted.add(child);
  }
  return wanted;
}

function linuxProcesses(mark: Mark): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name), mark) ?? []);
}

function readProcess(pid: number, mark: Mark): SeenProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses can hold anything, so count from behind it: state ppid pgrp.
    const [state, ppid, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const [first = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').split('\0');
    // A process that is ending has no command line any more, a moment before it is a zombie.
    if (first === '') return undefined;
    return {
      pid,
      ppid: Number(ppid),
      group: Number(group),
      program: programOf(pid, first),
      args,
      hasOurVariables: hasVariable(pid, mark),
    };
  } catch {
    return undefined;
  }
}

function programOf(pid: number, first: string): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
  } catch {
    return basename(first);
  }
}

/** An empty value stands for any. */
function hasVariable(pid: number, { variable, value }: Mark): boolean | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    return environment
      .split('\0')
      .some((pair) => (value === '' ? pair.startsWith(`${variable}=`) : pair === `${variable}=${value}`));
  } catch {
    return undefined;
  }
}

/** By `ps`, which shows command lines divided by spaces. */
async function listedProcesses(): Promise<readonly SeenProcess[]> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,command='], {
      maxBuffer: 16 * 1024 ** 2,
    });
    return stdout.split('\n').flatMap((line) => {
      const [, pid, ppid, group, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      const [first = '', ...args] = command.split(' ');
      if (pid === undefined) return [];
      return {
        pid: Number(pid),
        ppid: Number(ppid),
        group: Number(group),
        program: basename(first),
        args,
        hasOurVariables: undefined,
      };
    });
  } catch {
    return [];
  }
}
