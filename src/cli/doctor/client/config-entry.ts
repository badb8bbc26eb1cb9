/** One server of a client's configuration: how it is started, and what is wrong with it. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { isRecord } from '../exchange/link.js';
import { type Finding, fault, unknown, warning } from '../finding.js';
import type { Client, Place } from './clients.js';

export interface ConfigEntry {
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

const NOTHING = { command: undefined, args: [], env: {}, cwd: undefined, url: undefined, headers: {} };

export function readEntry(name: string, entry: unknown, client: Client, place: Place): ConfigEntry {
  if (!isRecord(entry))
    return {
      ...NOTHING,
      findings: [fault('config', `"${name}" is not an object`, 'write { "command": …, "args": […] }')],
    };
  const { command, url } = entry;
  if (typeof command !== 'string' && typeof url !== 'string') {
    return {
      ...NOTHING,
      findings: [
        fault(
          'config',
          `"${name}" has neither a "command" nor a "url"`,
          'a server that is started has "command" and "args", a remote one has "url"',
        ),
      ],
    };
  }
  const reader = new EntryReader(name, client, place);
  const found = {
    command: typeof command === 'string' ? reader.expand(command) : undefined,
    args: reader.list(entry['args']),
    env: reader.texts('env', entry['env']),
    cwd: typeof entry['cwd'] === 'string' ? reader.expand(entry['cwd']) : undefined,
    url: typeof url === 'string' && typeof command !== 'string' ? reader.expand(url) : undefined,
    headers: reader.texts('headers', entry['headers']),
  };
  if (found.command !== undefined) reader.judgeCommand(found.command, found.args);
  return { ...found, findings: reader.findings };
}

class EntryReader {
  readonly findings: Finding[] = [];
  readonly #name: string;
  readonly #client: Client;
  readonly #place: Place;

  constructor(name: string, client: Client, place: Place) {
    this.#name = name;
    this.#client = client;
    this.#place = place;
  }

  list(value: unknown): readonly string[] {
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
      return value.map((item) => this.expand(item));
    this.#fault(
      '"args" is not a list of texts',
      'write each argument as a text of its own: ["server.js", "--port", "3000"]',
    );
    return [];
  }

  texts(key: string, value: unknown): Readonly<Record<string, string>> {
    if (value === undefined) return {};
    if (!isRecord(value)) {
      this.#fault(`"${key}" is not an object`, 'write { "NAME": "value" }');
      return {};
    }
    const wrong = Object.keys(value).filter((one) => typeof value[one] !== 'string');
    if (wrong.length > 0) this.#fault(`"${key}": ${wrong.join(', ')} is no text`, 'put the value in double quotes');
    return Object.fromEntries(Object.entries(value).map(([one, text]) => [one, this.expand(String(text))]));
  }

  /** `${env:HOME}`, `${workspaceFolder}`, `${input:key}`: what the client puts in their place. */
  expand(text: string): string {
    return text.replaceAll(/\$\{([^}]*)\}/g, (whole, word: string) => this.#valueOf(word) ?? whole);
  }

  judgeCommand(command: string, args: readonly string[]): void {
    if (/\s/.test(command) && !existsSync(command)) {
      this.#fault(
        '"command" holds a whole command line',
        'put the program in "command", and each argument into "args"',
      );
    }
    const shell = [command, ...args].find((word) => /^~[/\\]/.test(word) || /^\$(?:HOME|\{HOME\})/.test(word));
    if (shell !== undefined) this.#fault('a path begins with ~ or $HOME', 'write the whole path: no shell replaces it');
    const relative = /[/\\]/.test(command) && !isAbsolute(command);
    if (relative && !this.#client.passesOnEverything) {
      this.findings.push(
        warning(
          'config',
          `"${this.#name}": the path of "command" is relative`,
          `write it from the root: ${this.#client.name} starts servers in a folder of its own`,
        ),
      );
    }
  }

  #valueOf(word: string): string | undefined {
    const { home, cwd, env } = this.#place;
    if (word === 'workspaceFolder') return cwd;
    if (word === 'userHome') return home;
    if (word.startsWith('env:')) return env[word.slice('env:'.length)] ?? '';
    if (word.startsWith('input:')) {
      this.findings.push(
        unknown(
          'config',
          `"${this.#name}" asks its user for ${word.slice('input:'.length)}`,
          'doctor cannot ask: what needs it may fail here',
        ),
      );
    }
    return undefined;
  }

  #fault(text: string, todo: string): void {
    this.findings.push(fault('config', `"${this.#name}": ${text}`, todo));
  }
}
