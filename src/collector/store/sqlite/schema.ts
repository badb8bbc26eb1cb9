/**
 * The tables. A change here, or of what is in `summaries`, needs another `SCHEMA_VERSION`: files of another version are set aside.
 * Some indices have columns that no search begins with: with them a summary is made without the rows, which are ten times
 * as slow to read.
 */

export const SCHEMA_VERSION = 4;
/** `mcpw`: tells our files from other programs' databases. */
export const APPLICATION_ID = 0x6d637077;

export const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_span_id TEXT,
  event_type TEXT NOT NULL,
  event_name TEXT NOT NULL,
  tool_name TEXT,
  mcp_method TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  status TEXT NOT NULL,
  direction TEXT NOT NULL,
  nested INTEGER NOT NULL,
  server_name TEXT NOT NULL,
  server_version TEXT NOT NULL,
  client_name TEXT NOT NULL,
  client_version TEXT NOT NULL,
  transport_type TEXT NOT NULL,
  mcp_protocol_version TEXT NOT NULL,
  session_id TEXT NOT NULL,
  run_id TEXT,
  request_bytes INTEGER,
  response_bytes INTEGER,
  bytes_estimated INTEGER NOT NULL,
  client_wait_ms REAL,
  error_type TEXT,
  error_message TEXT,
  error_code REAL,
  result_type TEXT,
  operation_id TEXT,
  task_id TEXT,
  problem_id TEXT
);
CREATE UNIQUE INDEX events_id ON events (event_id);
CREATE INDEX events_start ON events (started_ms);
CREATE INDEX events_span ON events (span_id);
CREATE INDEX events_session ON events (session_id, started_ms);
CREATE INDEX events_name ON events (event_name, started_ms);
CREATE INDEX events_tool ON events (tool_name, started_ms, session_id) WHERE tool_name IS NOT NULL;
CREATE INDEX events_run ON events (run_id, started_ms) WHERE run_id IS NOT NULL;
CREATE INDEX events_status ON events (status, started_ms, session_id) WHERE status <> 'ok';
CREATE INDEX events_problem ON events (problem_id, started_ms) WHERE problem_id IS NOT NULL;
CREATE INDEX events_failed ON events
  (started_ms, problem_id, server_name, tool_name, event_name, status, session_id)
  WHERE problem_id IS NOT NULL;
CREATE INDEX events_slow ON events (started_ms, duration_ms, session_id) WHERE duration_ms >= 1000;
CREATE INDEX events_parent ON events (parent_span_id, started_ms) WHERE nested = 1;
CREATE INDEX events_operation ON events (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX tool_durations ON events (server_name, event_name, duration_ms)
  WHERE event_type = 'tool_call' AND status NOT IN ('running', 'hanging', 'task', 'input_required');
CREATE TABLE bodies (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE summaries (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  last_ms INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX summaries_last ON summaries (kind, last_ms DESC, id);
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  event_type TEXT NOT NULL,
  event_name TEXT NOT NULL,
  server_name TEXT NOT NULL,
  status TEXT NOT NULL,
  UNIQUE (event_type, event_name, server_name, status)
);
CREATE TABLE rollups (
  slot_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  series INTEGER NOT NULL,
  counts BLOB NOT NULL,
  PRIMARY KEY (slot_ms, start_ms, series)
) WITHOUT ROWID;
`;
