/** Loads the guard of stdout, where somebody wants it. */
import { loadBuiltFile } from '../built-file.js';
import type { StdoutMode } from '../config/settings.js';
import type { StdoutGuard } from './stdout/stdout-guard.js';

declare const require: NodeJS.Require;

interface BuiltFile {
  createStdoutGuard(mode: StdoutMode): StdoutGuard;
}

/** `undefined` when our own file is gone. */
export function openStdoutGuard(mode: StdoutMode): StdoutGuard | undefined {
  try {
    const file = loadBuiltFile('stdout-guard.cjs', () => require('./stdout-guard.cjs')) as BuiltFile;
    return file.createStdoutGuard(mode);
  } catch {
    return undefined;
  }
}

/** At preload, when no settings are read yet. */
export function stdoutModeIn(env: NodeJS.ProcessEnv): StdoutMode {
  const word = env['MCPWATCH_STDOUT']?.trim().toLowerCase();
  return word === 'watch' || word === 'divert' ? word : 'off';
}
