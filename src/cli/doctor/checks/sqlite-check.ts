/** With what `mcpwatch dev` keeps events, on this Node. */
import { loadSqlite } from '../../../collector/store/sqlite/load-sqlite.js';
import { type Finding, note, ok } from '../finding.js';

export function checkSqlite(): readonly Finding[] {
  const sqlite = loadSqlite();
  if (sqlite === undefined) {
    return [
      note(
        'sqlite',
        `Node.js ${process.version} has none: \`mcpwatch dev\` keeps events in memory only`,
        'run mcpwatch on Node.js 22.13 or newer',
      ),
    ];
  }
  const database = new sqlite.DatabaseSync(':memory:');
  try {
    const row = database.prepare('SELECT sqlite_version() AS version').get();
    return [
      ok(
        'sqlite',
        `${String(row?.['version'])}, in Node.js ${process.version}: \`mcpwatch dev\` keeps events in a database`,
      ),
    ];
  } finally {
    database.close();
  }
}
