/** The queries by name, as a store runs them: in its worker thread, or at once. */
import type { Source } from '../store/source.js';
import { afterQuery, exportQuery } from './after-query.js';
import { bodyQuery, eventQuery } from './event-query.js';
import { eventsQuery } from './events-query.js';
import { problemsQuery } from './problems-query.js';
import { seriesQuery } from './series-query.js';
import { sessionQuery, sessionsQuery } from './sessions-query.js';
import { stateQuery } from './state-query.js';
import { toolQuery } from './tool-query.js';
import { toolsQuery } from './tools-query.js';
import { valuesQuery } from './values-query.js';

/** Arguments and results can be sent to another thread. */
const QUERIES = {
  events: eventsQuery,
  event: eventQuery,
  body: bodyQuery,
  sessions: sessionsQuery,
  session: sessionQuery,
  tools: toolsQuery,
  tool: toolQuery,
  problems: problemsQuery,
  series: seriesQuery,
  values: valuesQuery,
  state: stateQuery,
  after: afterQuery,
  export: exportQuery,
};

export type QueryName = keyof typeof QUERIES;
type ArgumentsByName = { [N in QueryName]: Parameters<(typeof QUERIES)[N]>[1] };
type ResultByName = { [N in QueryName]: ReturnType<(typeof QUERIES)[N]> };
export type QueryArguments<N extends QueryName> = ArgumentsByName[N];
export type QueryResult<N extends QueryName> = ResultByName[N];

const BY_NAME: { readonly [N in QueryName]: (source: Source, args: ArgumentsByName[N]) => ResultByName[N] } = QUERIES;

export function runQuery<N extends QueryName>(name: N, source: Source, args: QueryArguments<N>): QueryResult<N> {
  return BY_NAME[name](source, args);
}
