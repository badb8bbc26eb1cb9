/** The event of a server that was created, in a process that has ended before any server had connected. */
import type { McpWatchEvent } from '../../model.js';
import { type Moment, systemClock } from './clock.js';
import { buildEvent } from './event.js';
import { describeException } from './exception.js';
import type { Failure } from './failure.js';
import { newSessionId, newSpanId, newTraceId } from './ids.js';
import { NO_PARAMS } from './json-rpc.js';
import { NOBODY, serverParty } from './parties.js';
import { type Death, describeEnd } from './process-death.js';

export interface NeverConnected {
  readonly server: object;
  readonly created: Moment;
  /** Where it was created, as `file:line:column`; empty when it is not known. */
  readonly place: string;
}

const NAME = 'server.never_connected';

export function neverConnectedEvent({ server, created, place }: NeverConnected, death: Death): McpWatchEvent {
  const facts = {
    type: 'error',
    name: NAME,
    method: '',
    started: created,
    traceId: newTraceId(),
    spanId: newSpanId(),
    parentSpanId: null,
    params: NO_PARAMS,
    result: null,
    failure: failureOf(death),
    attributes: {
      'mcpwatch.session.id': newSessionId(),
      ...(place === '' ? {} : { 'mcpwatch.server.location': place }),
    },
  } as const;
  const context = { transportType: 'unknown', server: serverParty(server), client: NOBODY, revision: '' } as const;
  return buildEvent(facts, context, systemClock);
}

function failureOf(death: Death): Failure {
  const exception = death.kind === 'uncaught' ? describeException(death.error) : {};
  const { 'exception.message': message = 'an uncaught error' } = exception;
  const end = death.kind === 'uncaught' ? `died of: ${message}` : describeEnd(death);
  return {
    code: null,
    message: `not connected to a transport before the process ${end}`,
    attributes: { 'error.type': 'never_connected', ...exception },
  };
}
