/** Prints events as a table. */

const COLUMNS = [
  ['time', (event) => event.started_at.slice(11, 23)],
  ['type', (event) => event.event_type],
  ['name', (event) => event.event_name],
  ['duration', (event) => `${event.duration_ms.toFixed(1)} ms`, 'right'],
  ['outcome', (event) => (event.is_error ? `error: ${firstLine(event.error_message ?? '')}` : 'ok')],
  ['client', (event) => event.client_name],
  ['transport', (event) => event.transport_type],
];

const OUTCOME_WIDTH = 44;

function firstLine(text) {
  const [line] = text.split('\n');
  return line.length > OUTCOME_WIDTH ? `${line.slice(0, OUTCOME_WIDTH - 1)}…` : line;
}

export function table(events) {
  const rows = [COLUMNS.map(([title]) => title), ...events.map((event) => COLUMNS.map(([, read]) => read(event)))];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const cell = (text, at) => (COLUMNS[at][2] === 'right' ? text.padStart(widths[at]) : text.padEnd(widths[at]));
  return rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n');
}
