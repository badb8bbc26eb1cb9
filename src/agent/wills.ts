/**
 * The `close` events of a worker thread that is terminated: nothing runs in it then, so they are written in advance, and
 * delivered by whoever takes over its events (#9 B4).
 */
import type { Settings } from '../config/parse-config.js';
import { createLedger } from '../ledger.js';
import type { McpWatchEvent } from '../model.js';
import { isMainThread } from '../threads.js';
import { newEventId, newSpanId } from './capture/ids.js';
import { createPipeline } from './pipeline/pipeline.js';

export interface WillStore {
  leaveWill(key: string, line: Buffer): void;
  withdrawWill(key: string): void;
}

/** Called with every event. */
export function createWills(settings: Settings, store: WillStore): (event: McpWatchEvent) => void {
  if (isMainThread) return () => {};
  return (event) => {
    const key = event.attributes['mcpwatch.session.id'] ?? event.trace_id;
    if (event.event_type === 'close') store.withdrawWill(key);
    if (event.event_type !== 'initialize') return;
    const append = (line: Buffer) => store.leaveWill(key, line);
    createPipeline({ settings: { ...settings, sampleRate: 1 }, ledger: createLedger(), append }).emit(closeOf(event));
  };
}

/** Its end and its duration are filled in when it is delivered. */
function closeOf(initialize: McpWatchEvent): McpWatchEvent {
  return {
    ...initialize,
    event_id: newEventId(Date.parse(initialize.started_at)),
    span_id: newSpanId(),
    parent_span_id: null,
    event_type: 'close',
    event_name: 'server.close',
    mcp_method: 'close',
    request_params: null,
    response_content: null,
    is_error: false,
    error_code: null,
    error_message: null,
  };
}
