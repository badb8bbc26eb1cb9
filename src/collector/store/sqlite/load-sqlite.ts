/** Node's own SQLite, where there is one: from 22.13 on without a flag. */
import type { DatabaseSync } from 'node:sqlite';

export interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/** `undefined` where this Node has none. Keeps SQLite's own ExperimentalWarning off stderr, and no other. */
export function loadSqlite(): Sqlite | undefined {
  const { emitWarning } = process;
  process.emitWarning = (...args: unknown[]) => {
    if (!/SQLite is an experimental feature/.test(String(args[0]))) Reflect.apply(emitWarning, process, args);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
