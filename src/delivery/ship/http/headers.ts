/** Response headers as both HTTP clients hand them over: lower-case names. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a header. */
export function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim();
}
