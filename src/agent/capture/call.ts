/** One request from the client that has no reply yet. */
import type { RequestId, Snapshot } from '../../model.js';
import { ClientWait } from './client-wait.js';
import type { Moment } from './clock.js';
import { type Failure, rpcFailure } from './failure.js';
import { newSpanId } from './ids.js';
import { metaOf, type Params, type RequestMessage, type RpcError } from './json-rpc.js';
import { keptId, keptText } from './kept-text.js';
import { cursorIn } from './list-replies.js';
import { type MethodRule, OTHER_REQUEST, REQUESTS } from './methods.js';
import type { OutboundRequest } from './outbound-request.js';
import { clientInMeta, initializingClient, type Party, revisionInHeader, revisionInMeta } from './parties.js';
import { type TaskEnd, taskIdIn } from './task-end.js';
import type { CallTrace, TraceParent } from './trace-context.js';
import { disconnectSignalOf, isAborted } from './withdrawal.js';

/** What a session adds to the request of a call. */
export interface CallOptions {
  readonly owner: CallOwner;
  readonly started: Moment;
  /** What is recorded of the params, as they are now: the host may change its objects before the call ends. */
  readonly snapshot: (rule: MethodRule, name: string, params: unknown) => Snapshot;
  readonly traceOf: (params: Params, extra: unknown) => CallTrace;
  /** Who has sent it, as attributes. */
  readonly caller: Readonly<Record<string, string>>;
  /** The operation of which the request is a later round. */
  readonly operationOf: (call: Call) => string | undefined;
}

/** The session that a call belongs to. */
export interface CallOwner {
  /** There are too many open calls. */
  overflow(call: Call): void;
  isOpen(call: Call): boolean;
  readonly reports: LongCallReports;
}

export interface LongCallReports {
  /** The call is open, and has been for a while. Reported repeatedly. */
  isOpen(call: Call): void;
  /** The call has been open for so long that it probably hangs. Reported once. */
  hangs(call: Call, openMs: number): void;
}

/**
 * The identity of a call is this object, never the request's id, which a client may repeat as it likes. It keeps nothing
 * of the request itself, only texts of limited size: a call may stay open for as long as the process lives.
 */
export class Call {
  readonly owner: CallOwner;
  readonly id: RequestId;
  readonly method: string;
  readonly rule: MethodRule;
  /** The event's name. */
  readonly name: string;
  /** The client that the request itself names: in its `_meta`, or in the params of `initialize`. */
  readonly client: Party | undefined;
  /** The revision in the request's `_meta`, and in its HTTP header; empty when it names none. */
  readonly metaRevision: string;
  readonly headerRevision: string;
  readonly progressToken: unknown;
  /** The task that a `tasks/…` request is about. */
  readonly taskId: string;
  /** The page that a list request asks for. */
  readonly cursor: string;
  /** The operation of which this is a later round. */
  readonly operationId: string | undefined;
  readonly started: Moment;
  readonly spanId = newSpanId();
  readonly trace: CallTrace;
  readonly caller: Readonly<Record<string, string>>;
  /** Characters that this call keeps in memory. */
  readonly size: number;
  /** What the handler threw, before the SDK turned it into a reply. */
  thrown: unknown = undefined;
  /** Whether the SDK has passed the request on to a handler. */
  isDispatched = false;
  /** Its neighbours among the open calls of the process: see `LongCalls`. */
  older: Call | undefined = undefined;
  newer: Call | undefined = undefined;
  isStartReported = false;
  isHanging = false;
  /** A task that has ended before the reply that announces it. */
  endedTask: { readonly id: string; readonly end: TaskEnd } | undefined = undefined;
  readonly #disconnect: WeakRef<object> | undefined;
  #recorded: Snapshot;
  #progressCount = 0;
  #wait: ClientWait | undefined = undefined;

  constructor({ id, method, params }: RequestMessage, extra: unknown, options: CallOptions) {
    this.owner = options.owner;
    this.id = keptId(id);
    this.rule = REQUESTS.get(method) ?? OTHER_REQUEST;
    this.method = keptText(method, NAME_CHARS);
    this.name = keptText(this.rule.name(params) || method, NAME_CHARS);
    this.#recorded = options.snapshot(this.rule, this.name, this.rule.params(params));
    this.client = method === 'initialize' ? initializingClient(params) : clientInMeta(params);
    this.metaRevision = revisionInMeta(params);
    this.headerRevision = revisionInHeader(extra);
    this.#disconnect = disconnectSignalOf(this.metaRevision, extra);
    this.progressToken = keptId(metaOf(params)['progressToken']);
    this.taskId = taskIdIn(method, params);
    this.cursor = this.rule === OTHER_REQUEST ? keptId(cursorIn(params)) : '';
    this.operationId = options.operationOf(this);
    this.started = options.started;
    this.trace = options.traceOf(params, extra);
    this.caller = options.caller;
    this.size = FIXED_SIZE + this.name.length + this.recordedJson.length;
  }

  /** What is recorded of the params. */
  get recorded(): unknown {
    return this.#recorded.value;
  }

  /** The same as text. */
  get recordedJson(): string {
    return this.#recorded.json;
  }

  /** The call has ended, and its event is written: what the host or an open task keeps of it must not be large. */
  release(): void {
    this.#recorded = NOTHING_RECORDED;
    this.thrown = undefined;
    this.endedTask = undefined;
  }

  /** How a message names it. */
  get title(): string {
    return this.name === this.method ? this.method : `${this.method} ${this.name}`;
  }

  get isOpen(): boolean {
    return this.owner.isOpen(this);
  }

  /** Its client has cancelled it by closing the stream of the response. */
  get isWithdrawn(): boolean {
    return isAborted(this.#disconnect);
  }

  get parent(): TraceParent | undefined {
    return this.trace.parent;
  }

  /** How often the server has reported progress. */
  get progressCount(): number {
    return this.#progressCount;
  }

  progressed(): void {
    this.#progressCount += 1;
  }

  /** The call has sent `request` to its client. */
  askedClient(request: OutboundRequest): void {
    this.#wait ??= new ClientWait();
    this.#wait.began(request, request.started.monotonicMs);
  }

  clientAnswered(request: OutboundRequest, nowMs: number): void {
    this.#wait?.ended(request, nowMs);
  }

  /** How long it has waited for its client, and for what it waits now; `undefined` when it has asked for nothing. */
  get clientWait(): ClientWait | undefined {
    return this.#wait;
  }

  giveUp(): void {
    this.owner.overflow(this);
  }

  /** What becomes of the call when it is answered with an error. */
  failed(error: RpcError): FinishedCall {
    return new FinishedCall(this, null, rpcFailure(error, this.thrown));
  }

  hasId(id: RequestId): boolean {
    return this.id === keptId(id);
  }

  hasProgressToken(token: unknown): boolean {
    return token !== undefined && this.progressToken === keptId(token);
  }
}

/** A call that has ended; `params`: what is recorded of them. */
export class FinishedCall {
  constructor(
    readonly call: Call,
    readonly result: unknown,
    readonly failure: Failure | undefined,
    readonly params = call.recorded,
  ) {}
}

const NOTHING_RECORDED: Snapshot = { value: null, json: 'null' };

const NAME_CHARS = 1024;
/** What a call takes besides its texts, roughly. */
const FIXED_SIZE = 1000;
