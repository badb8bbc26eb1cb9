/** Whether the source hook has injected a report of caught errors into a function of the SDK (hooks/error-injection.ts). */

const REPORT = '?.failed?.(';

/** Reads the text of the function; where a host hides that, the function counts as untouched, and is wrapped. */
export function reportsErrors(method: unknown): boolean {
  return typeof method === 'function' && String(method).includes(REPORT);
}
