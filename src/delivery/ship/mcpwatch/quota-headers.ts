/** The quota in a response of MCPWatch's endpoint. */
import type { QuotaInfo } from '../../../model.js';
import { type Headers, headerText } from '../http/headers.js';

const STATUSES: readonly QuotaInfo['status'][] = ['ok', 'warning', 'exceeded', 'hard_limit'];

/** As the Python SDK reads it: limit and status are required, a missing `remaining` is 0, a missing reset empty. */
export function parseQuota(headers: Headers): QuotaInfo | undefined {
  const limit = wholeNumber(headerText(headers, 'x-mcpwatch-quota-limit'));
  const status = STATUSES.find((known) => known === headerText(headers, 'x-mcpwatch-quota-status'));
  if (limit === undefined || status === undefined) return undefined;
  return {
    limit,
    remaining: wholeNumber(headerText(headers, 'x-mcpwatch-quota-remaining')) ?? 0,
    status,
    reset: headerText(headers, 'x-mcpwatch-quota-reset') ?? '',
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
