/**
 * Recognises package managers and their runners: NODE_OPTIONS reaches them although they serve nothing. They must stay
 * as fast as without mcpwatch, so nothing is installed in them.
 */
const PACKAGE_MANAGER = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:-cli)?(?:\.[cm]?js)?$/;

/** `program` is `process.argv[1]`: the script's path, or a link to it. */
export function isPackageManager(program: string | undefined): boolean {
  if (program === undefined) return false;
  return PACKAGE_MANAGER.test(program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1));
}
