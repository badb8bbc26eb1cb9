/** Which package, and which version of it, a class of the MCP SDK comes from: the package.json above its file. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClassOrigin } from '../../model.js';
import { decodeFile } from './injection.js';

/** `@modelcontextprotocol/sdk 1.32.2`, or the package that the SDK is built into. */
export function describeSdk(origin: ClassOrigin): string {
  const path = pathOf(origin);
  const found = path === undefined ? undefined : nearestPackage(dirname(path));
  if (found?.name.startsWith('@modelcontextprotocol/')) return `${found.name} ${found.version}`;
  if (path === 'data:') return 'MCP SDK built into a data: URL';
  if (origin.hook === 'source') return `MCP SDK built into ${found?.name ?? path ?? 'a bundle'}`;
  return 'MCP SDK of unknown version';
}

/** The folder of the package that the SDK comes from, or is built into; the file itself where there is none. */
export function placeOfSdk(origin: ClassOrigin): string {
  const path = pathOf(origin);
  const found = path === undefined || path === 'data:' ? undefined : nearestPackage(dirname(path));
  return found?.folder ?? path ?? '';
}

function pathOf({ hook, file: given }: ClassOrigin): string | undefined {
  try {
    const file = hook === 'source' ? decodeFile(given) : given;
    return file.startsWith('file:') ? fileURLToPath(file) : file || undefined;
  } catch {
    return undefined;
  }
}

interface PackageName {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Skips the nameless package.json files that only say `{"type":"commonjs"}`. */
function nearestPackage(folder: string): PackageName | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const found = readPackage(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readPackage(folder: string): PackageName | undefined {
  try {
    const manifest: { name?: unknown; version?: unknown } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const { name, version } = manifest;
    return typeof name === 'string' ? { folder, name, version: typeof version === 'string' ? version : '' } : undefined;
  } catch {
    return undefined;
  }
}
