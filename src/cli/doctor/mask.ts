/** Takes secrets out of texts: what a server prints may repeat what it was given. */

export const SECRET_NAME = /key|token|secret|passw|pwd|auth|credential|cookie|dsn|private/i;
/** Paths, whatever their names suggest. */
const NOT_SECRET: ReadonlySet<string> = new Set(['PWD', 'OLDPWD', 'SSH_AUTH_SOCK', 'XAUTHORITY']);
/** Shorter values are words that stand everywhere. */
const SHORTEST = 4;

export type Mask = (text: string) => string;

/** `configured`: variables of a client's configuration, where every value may be a secret. */
export function createMask(
  env: NodeJS.ProcessEnv,
  configured: NodeJS.ProcessEnv = {},
  others: readonly string[] = [],
): Mask {
  const named = Object.entries(env).filter(([name]) => SECRET_NAME.test(name) && !NOT_SECRET.has(name));
  const own = Object.entries(configured).filter(([name]) => !name.startsWith('MCPWATCH_') || SECRET_NAME.test(name));
  const values = [...named.map(([, value]) => value), ...own.map(([, value]) => value), ...others]
    .filter((value) => value !== undefined)
    .filter((value) => value.length >= SHORTEST && !HARMLESS.test(value));
  const longestFirst = [...new Set(values)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, value) => masked.replaceAll(value, '…'), text);
}

/** Switches, numbers and names of modes: without them messages are not understood, and they give nothing away. */
const HARMLESS = /^(?:true|false|production|development|test|debug|info|none|null|\d{1,5})$/i;
