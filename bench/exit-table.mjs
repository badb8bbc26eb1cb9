/** The tables of bench/exit.mjs. */

export const DEADLINE_MS = 1500;

/** Those of the tables, in this order. */
export const ENDPOINTS = ['healthy', 'refusing', 'silent', 'silent again'];

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

| how the process ends | delivered by exit, healthy endpoint | lost after the next start, any endpoint | duplicates | exit status, compared with the run without mcpwatch | added ms: ${ENDPOINTS.join(' | ')} |
|---|---|---|---|---|${'---|'.repeat(ENDPOINTS.length)}
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}

const TITLES = {
  mcpwatch: 'to MCPWatch only',
  otlp: 'over OTLP only',
  both: 'to both',
};

/** What the destinations of one measurement share: a row per kind of exit, with the times of all of them. */
export function otlpTable(tables) {
  const all = tables.flatMap(({ rows }) => rows);
  const destinations = [...new Set(all.map(({ destination }) => destination))];
  const lines = [...new Set(all.map(({ title }) => title))].map((title) => {
    const rows = all.filter((row) => row.title === title);
    const sum = (of, key) => of.reduce((total, row) => total + row[key], 0);
    const spans = rows.filter(({ destination }) => destination !== 'mcpwatch');
    const healthy = spans.filter(({ behaviour }) => behaviour === 'healthy');
    const processes = sum(tables, 'runs') / tables.length;
    const added = (destination, behaviour) =>
      Math.max(
        ...rows.filter((it) => it.destination === destination && it.behaviour === behaviour).map((it) => it.added),
      );
    return [
      title,
      share(sum(healthy, 'byExit'), sum(healthy, 'calls')),
      share(sum(healthy, 'pointsByExit'), healthy.length * processes),
      sum(spans, 'calls') - sum(spans, 'after'),
      spans.length * processes - sum(spans, 'pointsAfter'),
      sum(spans, 'duplicates'),
      rows.every(({ isSame }) => isSame) ? 'same' : '**differs**',
      ...ENDPOINTS.map((behaviour) => destinations.map((destination) => added(destination, behaviour)).join(' / ')),
    ].join(' | ');
  });
  const versions = tables.map(({ version }) => version).join(', ');
  const order = destinations.map((destination) => TITLES[destination]).join(' / ');
  const command = destinations.map((destination) => `--destination ${destination}`).join(' ');
  return `## With MCPWATCH_OTLP

The same ends, with spans and metrics sent to a receiver that decodes them with the official descriptors. A process that
sends to MCPWatch only took turns with it. The final point is the last one of \`mcp.server.operation.duration\` of a
process, which must count all its spans (\`npm run bench:exit -- ${command} --write\`).
By default spans wait up to five seconds for others, so all of them are sent at the end here, and the metrics beside them,
over connections that were opened ahead and by code that has run before; those that have waited for 100 ms are encoded by
then. What goes to MCPWatch waits for a second, so less of it is left. A second thread and two requests are left that a
process without OTLP does not have. Node.js ${versions}, ${tables[0].runs} runs for each end, receiver and version.

| how the process ends | spans by exit, healthy receiver | final points by exit | spans lost after the next start, any receiver | final points missing then | duplicates | exit status | added ms, ${ENDPOINTS[0]}: ${order} | ${ENDPOINTS.slice(1).join(' | ')} |
|---|---|---|---|---|---|---|${'---|'.repeat(ENDPOINTS.length)}
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}

const share = (part, whole) => `${Math.floor((1000 * part) / whole) / 10} %`;
