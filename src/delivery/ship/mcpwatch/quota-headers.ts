import type { QuotaInfo } from '../../../model.js';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const STATUSES: readonly QuotaInfo['status'][] = ['ok', 'warning', 'exceeded', 'hard_limit'];

/** As the Python SDK reads them: limit and status are needed, a missing `remaining` is 0, a missing reset empty. */
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

export function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim();
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
