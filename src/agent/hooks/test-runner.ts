/** Recognises the processes of test runners that compile modules in contexts of their own: jest and Vitest. */

/** Vitest sets both for its workers; jest the second. A jest that runs everything in one process sets neither at start. */
const VARIABLES = ['VITEST', 'JEST_WORKER_ID'];
const PROGRAM = /(?:^|[\\/])(?:jest|vitest)(?:[\\/.-]|$)/;

/** `program`: `process.argv[1]`. */
export function isTestRunner(program: string | undefined, env: Readonly<Record<string, string | undefined>>): boolean {
  return VARIABLES.some((name) => env[name] !== undefined) || PROGRAM.test(program ?? '');
}
