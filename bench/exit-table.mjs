/** The tables of bench/exit.mjs. */

export const DEADLINE_MS = 1500;

const ENDPOINTS = ['healthy', 'refusing', 'silent'];

/** All rows for one version of Node. */
export function fullTable({ version, runs, rows }) {
  const lines = rows.map((row) =>
    [
      row.title,
      row.behaviour,
      row.calls,
      row.byExit,
      row.after,
      row.calls - row.after,
      row.duplicates,
      `${row.status}, ${row.isSame ? 'same' : '**differs**'}`,
      `${row.added} / ${row.worst}`,
    ].join(' | '),
  );
  return `## Node.js ${version}

${runs} runs per row, deadline ${DEADLINE_MS} ms

| end | endpoint | finished calls | delivered by exit | after the next start | lost | duplicates | exit status | added ms, median / max |
|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}

/** One row per kind of exit, over all versions of Node: sums of events, and the slowest version's median. */
export function summaryTable(tables) {
  const all = tables.flatMap(({ rows }) => rows);
  const titles = [...new Set(all.map(({ title }) => title))];
  const lines = titles.map((title) => {
    const rows = all.filter((row) => row.title === title);
    const at = (behaviour) => rows.filter((row) => row.behaviour === behaviour);
    const sum = (of, key) => of.reduce((total, row) => total + row[key], 0);
    const share = (100 * sum(at('healthy'), 'byExit')) / sum(at('healthy'), 'calls');
    return [
      title,
      `${Math.floor(share * 10) / 10} %`,
      sum(rows, 'calls') - sum(rows, 'after'),
      sum(rows, 'duplicates'),
      rows.every(({ isSame }) => isSame) ? 'same' : '**differs**',
      ...ENDPOINTS.map((behaviour) => Math.max(...at(behaviour).map(({ added }) => added))),
    ].join(' | ');
  });
  const versions = tables.map(({ version }) => version).join(', ');
  const calls = all.reduce((total, { calls }) => total + calls, 0);
  return `Node.js ${versions}, ${tables[0].runs} runs for each end, endpoint and version, ${calls} finished calls in all; deadline ${DEADLINE_MS} ms.

| how the process ends | delivered by exit, healthy endpoint | lost after the next start, any endpoint | duplicates | exit status, compared with the run without mcpwatch | added ms: healthy | refusing | silent |
|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
