/** The variables of the process, where a host has put something else in place of `process.env` too. */
export function environment(): NodeJS.ProcessEnv {
  const { env }: { env?: unknown } = process;
  return typeof env === 'object' && env !== null ? process.env : {};
}
