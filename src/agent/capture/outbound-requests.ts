/** What a server asks of its client on one connection: sampling, elicitation, roots, pings. */
import type { RequestId } from '../../model.js';
import type { Call } from './call.js';
import { ClientTasks } from './client-tasks.js';
import { momentOf } from './clock.js';
import { type Failure, rpcFailure, transportFailure, unanswered } from './failure.js';
import { asString, isRequestId, type Params, type ReplyMessage, type RequestMessage } from './json-rpc.js';
import { keptId } from './kept-text.js';
import { LimitedMap } from './limited-map.js';
import { OutboundRequest } from './outbound-request.js';
import { taskIn } from './result-kind.js';
import type { SessionEvents } from './session-events.js';
import { outboundFacts } from './session-facts.js';
import type { ProcessScope } from './session-host.js';
import { taskEndInReply } from './task-end.js';

/** The most that are waited for on one connection; beyond it the oldest is given up. */
const OPEN_LIMIT = 1000;

const TIMED_OUT = /timed out/i;

interface Asked {
  readonly request: OutboundRequest;
  /** By the asynchronous context. */
  readonly call: Call | undefined;
}

export class OutboundRequests {
  readonly #process: ProcessScope;
  readonly #events: SessionEvents;
  /** By id: the server's SDK gives each its own. */
  readonly #open = new LimitedMap<RequestId, Asked>(OPEN_LIMIT, (asked) => this.#overflow(asked));

  readonly #tasks: ClientTasks;

  constructor(scope: ProcessScope, events: SessionEvents) {
    this.#process = scope;
    this.#events = events;
    this.#tasks = new ClientTasks(() => scope.clock.monotonicMs());
  }

  /** `unanswerable`: why it will not be answered, where that is known. */
  sent(message: RequestMessage, call: Call | undefined, unanswerable: string): OutboundRequest {
    const { clock, sink, budget } = this.#process;
    const before = this.#open.get(keptId(message.id));
    if (before !== undefined)
      this.#finish(before, null, unanswered('overflow', 'no reply before its id was used again'));
    const started = momentOf(clock);
    const { method, params } = message;
    const recorded = sink.snapshot({ event_type: 'request', event_name: method }, params);
    const request = new OutboundRequest(message, started, recorded, () => this.#overflow(asked));
    request.unanswerable = unanswerable;
    const asked: Asked = { request, call };
    this.#open.set(request.id, asked);
    call?.askedClient(request);
    budget.add(request);
    return request;
  }

  answered(reply: ReplyMessage): void {
    const asked = reply.id === undefined ? undefined : this.#withId(reply.id);
    if (asked === undefined) return;
    if (reply.kind === 'result') this.#finish(asked, reply.result, undefined);
    else this.#finish(asked, null, rpcFailure(reply.error, undefined));
  }

  /** The server waits no longer: `notifications/cancelled`, which the SDK also sends when time is up. */
  cancelled({ requestId, reason }: Params): void {
    const asked = isRequestId(requestId) ? this.#withId(requestId) : undefined;
    if (asked === undefined) return;
    const why = asString(reason);
    const failure = TIMED_OUT.test(why)
      ? unanswered('timeout', `no reply in time: ${why}`)
      : unanswered('cancelled', `cancelled by the server: ${why || 'no reason given'}`);
    this.#finish(asked, null, failure);
  }

  unsent(request: OutboundRequest, error: unknown): void {
    const asked = this.#open.get(request.id);
    if (asked?.request === request) this.#finish(asked, null, transportFailure(error, 'send_failed'));
  }

  /** The client has reported progress; the SDK uses the request's id as its token. */
  progressed(token: unknown): void {
    if (isRequestId(token)) this.#withId(token)?.request.progressed();
  }

  /** The client has reported the end of a task of its own. */
  taskEnded(id: string): void {
    this.#tasks.ended(id);
  }

  /** The connection has ended. That the process has died is a failure of the calls, not of what they waited for. */
  abandonAll(): void {
    const failure = unanswered('connection_closed', 'no reply: the connection was closed');
    for (const asked of this.#open.values()) this.#finish(asked, null, failure);
    this.#tasks.endAll();
  }

  /** As the SDK finds it: a client may answer a number with the text of it. */
  #withId(id: RequestId): Asked | undefined {
    return this.#open.get(keptId(id)) ?? (typeof id === 'string' ? this.#open.get(Number(id)) : undefined);
  }

  #overflow(asked: Asked): void {
    this.#finish(asked, null, unanswered('overflow', 'no reply, and too much is waited for'));
  }

  #finish({ request, call }: Asked, result: unknown, failure: Failure | undefined): void {
    this.#open.take(request.id);
    this.#process.budget.remove(request);
    request.isAnswered = true;
    this.#endWait(request, call, result, failure !== undefined);
    const audience = failure === undefined ? 'conversation' : 'everyone';
    const finished = { request, call, result, failure: failure && withReason(failure, request) };
    this.#events.emit((state) => outboundFacts(finished, state), call, audience);
  }

  /** What `call` waits for: the reply, or the task that it announces. */
  #endWait(request: OutboundRequest, call: Call | undefined, result: unknown, hasFailed: boolean): void {
    const taskId = request.taskId === '' ? taskIn(result) : '';
    if (taskId !== '' && call !== undefined) this.#tasks.created(taskId, { call, request });
    else call?.clientAnswered(request, this.#process.clock.monotonicMs());
    if (hasFailed || taskEndInReply(request.method, result) !== undefined) this.#tasks.ended(request.taskId);
  }
}

/** Why there was no answer, where that was known from the start. */
function withReason(failure: Failure, { unanswerable }: OutboundRequest): Failure {
  if (failure.code !== null || unanswerable === '') return failure;
  return { ...failure, message: `${failure.message}; ${unanswerable}` };
}
