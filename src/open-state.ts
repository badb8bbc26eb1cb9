/** How an event says that its call is still open: it comes before the event of the call's end, under the same span. */
export const OPEN_STATE: Readonly<Record<string, string>> = { 'mcpwatch.state': 'started' };

export function isOpenState(attributes: unknown): boolean {
  if (typeof attributes !== 'object' || attributes === null) return false;
  return Object.entries(OPEN_STATE).every(([name, value]) => Reflect.get(attributes, name) === value);
}
