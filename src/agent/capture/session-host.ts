/** What a session needs from the process that it is in. */
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import type { Audience, EventSink, OpenCalls } from '../../model.js';
import type { AlikeCalls } from './alike-calls.js';
import type { CallBudget } from './call-budget.js';
import type { Callers } from './callers.js';
import type { Clock } from './clock.js';
import type { ListReplies } from './list-replies.js';
import type { LongCalls } from './long-calls.js';
import type { OperationRegistry } from './operation-registry.js';
import type { Party } from './parties.js';
import type { SharedSessionId } from './session-identity.js';
import type { TaskRegistry } from './task-registry.js';

export interface ProcessScope {
  readonly clock: Clock;
  readonly sink: EventSink;
  readonly openCalls: OpenCalls;
  readonly budget: CallBudget;
  /** Of all connections that serve one request each: what their calls have in common is written once for all of them. */
  readonly alike: AlikeCalls;
  readonly operations: OperationRegistry;
  readonly tasks: TaskRegistry;
  readonly lists: ListReplies;
  readonly longCalls: LongCalls;
  /** `undefined` when no spans are sent. */
  readonly tracing: TraceSettings | undefined;
  /** Whether any destination takes such events. */
  hasListener(audience: Audience): boolean;
  readonly callers: Callers;
  readonly sharedSessionId: SharedSessionId;
  /** Revision 2026-07-28 has no handshake: returns true the first time that `server` sees `client`. */
  isNewClient(server: Party, client: Party): boolean;
}

/** What a session reports of its own life. */
export interface SessionListener<Session> {
  /** The first message of the session has arrived: from now on its end is an event. */
  alive(session: Session): void;
  closed(session: Session): void;
}
