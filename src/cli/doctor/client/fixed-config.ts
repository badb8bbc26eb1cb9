/** A client's configuration with mcpwatch switched on: the file's own text, changed as little as possible. */
import { applyEdits, modify } from 'jsonc-parser';
import { isRecord } from '../exchange/link.js';
import type { ConfigFile } from './config-file.js';
import { type Installed, isSwitchedOn, throughRun } from './switched-on.js';

export interface FixedConfig {
  readonly text: string;
  /** The servers that were changed. */
  readonly changed: readonly string[];
}

export function fixConfig({ text, servers, root }: ConfigFile, installed: Installed): FixedConfig {
  const changed = servers.flatMap(([name, entry]) => {
    const start = startOf(entry);
    return start === undefined || isSwitchedOn({ ...start, env: envOf(entry) }, installed) ? [] : [{ name, start }];
  });
  const fixed = changed.reduce((before, { name, start }) => {
    const { command, args } = throughRun(start.command, start.args, installed);
    return set(set(before, [root, name, 'command'], command), [root, name, 'args'], args);
  }, text);
  return { text: fixed, changed: changed.map(({ name }) => name) };
}

/** `undefined`: nothing is started, or it is not understood. */
function startOf(entry: unknown): { readonly command: string; readonly args: readonly string[] } | undefined {
  if (!isRecord(entry) || typeof entry['command'] !== 'string') return undefined;
  const { command, args = [] } = entry;
  const isUnderstood = Array.isArray(args) && args.every((arg) => typeof arg === 'string');
  return isUnderstood ? { command, args } : undefined;
}

function envOf(entry: unknown): Readonly<Record<string, string>> {
  const options = isRecord(entry) && isRecord(entry['env']) ? entry['env']['NODE_OPTIONS'] : undefined;
  return typeof options === 'string' ? { NODE_OPTIONS: options } : {};
}

function set(text: string, path: readonly string[], value: unknown): string {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}
