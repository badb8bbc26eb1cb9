/** Why a command could not be started: a message, and the exit code that a shell would give. */

export interface StartFailure {
  /** 127: not found; 126: found, but not executable. */
  readonly exitCode: 126 | 127;
  readonly text: string;
}

const NOT_FOUND = [127, 'command not found'] as const;

const FAILURES: Readonly<Record<string, readonly [StartFailure['exitCode'], string]>> = {
  ENOENT: NOT_FOUND,
  ENOTDIR: NOT_FOUND,
  EACCES: [126, 'not executable'],
  EPERM: [126, 'not permitted'],
  ENOEXEC: [126, 'not a program'],
  // Node starts no .cmd and .bat files without a shell.
  EINVAL: [126, 'cannot be started without a shell'],
};

/** `errno`: the error's code, or its message when it has none. */
export function startFailure(errno: string, command: string): StartFailure {
  const [exitCode, reason] = FAILURES[errno] ?? [126, `cannot start (${errno})`];
  return { exitCode, text: `${reason}: ${command}` };
}
