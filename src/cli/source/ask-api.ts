/** Puts a question to the API, and reads the answer: the same over HTTP and inside this process. */
import { UsageError } from '../usage-error.js';
import type { Answers, Parameters, Question } from './event-source.js';

/** A response, as far as it matters here. */
export interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

/** Sends `GET path?query`. */
export type Send = (path: string, query: URLSearchParams) => Promise<ApiResponse>;

const WITH_ID: Readonly<Partial<Record<Question, (id: string) => string>>> = {
  event: (id) => `/api/events/${id}`,
  body: (id) => `/api/events/${id}/body`,
  session: (id) => `/api/sessions/${id}`,
};

export async function askApi<Q extends Question>(
  send: Send,
  question: Q,
  parameters: Parameters = {},
): Promise<Answers[Q]> {
  const pathOf = WITH_ID[question];
  const { id = '', ...others } = parameters;
  const [path, query] =
    pathOf === undefined ? [`/api/${question}`, parameters] : [pathOf(encodeURIComponent(id)), others];
  const response = await send(path, new URLSearchParams({ ...query }));
  return answerIn(response) as Answers[Q];
}

function answerIn({ status, body }: ApiResponse): unknown {
  if (status === 404) return undefined;
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer;
  const message = failureIn(answer);
  if (status === 400) throw new UsageError(message);
  throw new Error(`the collector answered ${status}: ${message}`);
}

function failureIn(answer: unknown): string {
  const isNamed = typeof answer === 'object' && answer !== null && 'error' in answer;
  return isNamed ? String(answer.error) : JSON.stringify(answer);
}
