/** Whether the source hook has injected a report of caught errors into a function of the SDK (hooks/error-injection.ts). */

const REPORT = '?.failed?.(';

export function reportsErrors(method: unknown): boolean {
  return typeof method === 'function' && Function.prototype.toString.call(method).includes(REPORT);
}
