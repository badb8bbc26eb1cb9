/** Reads a client's configuration: its servers, and what is wrong with the file itself. Values are never in a message. */
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { isRecord } from '../exchange/link.js';
import { type Finding, fault, warning } from '../finding.js';
import type { Client } from './clients.js';

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly client: Client;
  /** Each server as it is written. */
  readonly servers: readonly (readonly [name: string, entry: unknown])[];
  /** The key under which they were found. */
  readonly root: string;
  readonly findings: readonly Finding[];
}

const ROOTS = ['mcpServers', 'servers'];

export function readConfigFile(path: string, text: string, client: Client): ConfigFile {
  const errors: ParseError[] = [];
  const tree: unknown = parse(withoutMark(text), errors, {
    allowTrailingComma: client.allowsComments,
    disallowComments: !client.allowsComments,
  });
  const syntax = errors.slice(0, 3).map((error) => syntaxFault(error, text, path, client));
  const settings = isRecord(tree) ? tree : {};
  const root = [client.root, ...ROOTS].find((key) => isRecord(settings[key]));
  const file = { path, text, client, root: root ?? client.root };
  const marked = text.startsWith('\uFEFF')
    ? [
        warning(
          'config',
          `${path} begins with a byte order mark`,
          'save it as UTF-8 without one: not every client reads it',
        ),
      ]
    : [];
  if (root === undefined)
    return { ...file, servers: [], findings: [...marked, ...syntax, noServers(path, client, settings)] };
  const misplaced = root === client.root ? [] : [wrongRoot(path, root, client)];
  const servers = settings[root];
  return {
    ...file,
    servers: isRecord(servers) ? Object.entries(servers) : [],
    findings: [...marked, ...syntax, ...misplaced],
  };
}

const withoutMark = (text: string) => text.replace(/^\uFEFF/, ' ');

const TODO: Readonly<Record<string, string>> = {
  InvalidCommentToken: 'remove the comment: this file must be plain JSON',
  PropertyNameExpected: 'remove the comma in front of it, or write the missing name in double quotes',
  ValueExpected: 'remove the comma in front of it, or write the missing value',
  CommaExpected: 'write a comma between the two',
  ColonExpected: 'write a colon behind the name',
  CloseBraceExpected: 'close it with }',
  CloseBracketExpected: 'close it with ]',
  InvalidSymbol: 'texts and names need double quotes',
  InvalidEscapeCharacter: 'write \\\\ for each backslash, as in "C:\\\\Users\\\\me"',
  UnexpectedEndOfString: 'close the text with a double quote',
};

function syntaxFault({ error, offset }: ParseError, text: string, path: string, client: Client): Finding {
  const before = text.slice(0, offset).split('\n');
  const place = `${path}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  const name = printParseErrorCode(error);
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  return fault(
    'config',
    `${place}: ${words}; ${client.name} cannot read the file`,
    TODO[name] ?? 'correct the JSON there',
  );
}

function noServers(path: string, client: Client, settings: Readonly<Record<string, unknown>>): Finding {
  const near = Object.keys(settings).find((key) => /^(?:mcp[-_]?)?servers?$/i.test(key));
  const instead = near === undefined ? '' : `; it has "${near}"`;
  return fault(
    'config',
    `${path} has no "${client.root}"${instead}`,
    `${client.name} reads servers from "${client.root}": { "<name>": { "command": …, "args": […] } }`,
  );
}

function wrongRoot(path: string, root: string, client: Client): Finding {
  return fault(
    'config',
    `${path} has its servers under "${root}"; ${client.name} reads "${client.root}"`,
    `rename "${root}" to "${client.root}"`,
  );
}
