/**
 * Recognises package managers and their runners: NODE_OPTIONS reaches them although they serve nothing. They must stay
 * as fast as without mcpwatch, so nothing is installed in them.
 */
import { realpathSync } from 'node:fs';

const PROGRAM = /(?:^|[\\/])(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:-cli)?(?:\.[cm]?js)?$/;
/** Where these programs are installed, by npm, Corepack, Homebrew and distributions. A server may be called `npm.mjs`. */
const FOLDER = /[\\/](?:npm|pnpm|yarn|corepack)[\\/]/;

/** `program` is `process.argv[1]`: the path of the script, or of a link to it. */
export function isPackageManager(program: string | undefined): boolean {
  return program !== undefined && PROGRAM.test(program) && FOLDER.test(realPath(program));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
