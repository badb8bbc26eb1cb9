/**
 * The address of a client, as OpenTelemetry's `client.address` has it: without a port, which is another one for each
 * connection and would make each a new caller (#10). The port is `client.port`.
 */

/** `[2001:db8::1]`, `[2001:db8::1]:4711`. */
const IN_BRACKETS = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
/** `203.0.113.7:4711`, `a.example:4711`; an IPv6 address has more than one colon. */
const WITH_PORT = /^([^:]+):(\d{1,5})$/;
/** IPv4, as a socket that listens for both families shows it. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

export function withoutPort(address: string): string {
  const host = IN_BRACKETS.exec(address)?.[1] ?? WITH_PORT.exec(address)?.[1] ?? address;
  return host.replace(MAPPED, '');
}

/** Empty where there is none. */
export function portOf(address: string): string {
  return IN_BRACKETS.exec(address)?.[2] ?? WITH_PORT.exec(address)?.[2] ?? '';
}
