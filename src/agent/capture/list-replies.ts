/**
 * What a server offers, as its list replies say: recorded in full the first time in a session and whenever it has
 * changed, otherwise by its hash. Also how large each entry is: a model reads all of it.
 */
import { Buffer } from 'node:buffer';
import { shortHash } from '../../short-hash.js';
import { asString, isRecord, type Params } from './json-rpc.js';
import { LimitedMap } from './limited-map.js';

interface List {
  /** The property of the result that is the list. */
  readonly entries: string;
  /** What identifies an entry. */
  readonly id: string;
  readonly schemas: readonly string[];
}

const LISTS: ReadonlyMap<string, List> = new Map<string, List>([
  ['tools/list', { entries: 'tools', id: 'name', schemas: ['inputSchema', 'outputSchema'] }],
  ['prompts/list', { entries: 'prompts', id: 'name', schemas: ['arguments'] }],
  ['resources/list', { entries: 'resources', id: 'uri', schemas: [] }],
  ['resources/templates/list', { entries: 'resourceTemplates', id: 'uriTemplate', schemas: [] }],
]);

/** One page of one list of one session. */
const KNOWN_LIMIT = 2000;
/** Characters of `mcpwatch.list.entries`, which must fit into an attribute. */
const SIZES_CHARS = 3800;

/** What is recorded of a list reply. */
export interface RecordedList {
  /** `null`: nothing has changed. */
  readonly result: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

export class ListReplies {
  /** The hash that was recorded last. */
  readonly #known = new LimitedMap<string, string>(KNOWN_LIMIT);

  /**
   * `undefined` when the reply is not a list. `scope`: the session; where each request has a connection of its own, its
   * server.
   */
  record(method: string, cursor: string, result: unknown, scope: string): RecordedList | undefined {
    const list = LISTS.get(method);
    const text = list === undefined ? undefined : jsonOf(result);
    if (list === undefined || text === undefined || !isRecord(result)) return undefined;
    const key = shortHash(JSON.stringify([scope, method, cursor]), 16);
    const hash = shortHash(text, 16);
    const attributes = { 'mcpwatch.list.hash': hash, 'mcpwatch.response.bytes': String(Buffer.byteLength(text)) };
    if (this.#known.get(key) === hash) return { result: null, attributes };
    this.#known.set(key, hash);
    const isPage = cursor !== '' || result['nextCursor'] !== undefined;
    const page = isPage ? { 'mcpwatch.list.is_page': 'true' } : {};
    return { result, attributes: { ...attributes, ...page, ...sizesOf(result[list.entries], list) } };
  }
}

export function cursorIn({ cursor }: Params): string {
  return asString(cursor);
}

/** `[name, bytes, of its description, of its schemas]` of each entry, the largest first, as many as fit. */
function sizesOf(entries: unknown, list: List): Readonly<Record<string, string>> {
  if (!Array.isArray(entries)) return {};
  const sizes = entries.map((entry: unknown) => sizeOf(entry, list)).sort((one, other) => other[1] - one[1]);
  const texts = sizes.map((size) => JSON.stringify(size));
  let chars = 0;
  const kept = texts.filter((text) => {
    chars += text.length + 1;
    return chars <= SIZES_CHARS;
  });
  return { 'mcpwatch.list.count': String(entries.length), 'mcpwatch.list.entries': `[${kept.join(',')}]` };
}

type EntrySize = readonly [name: string, bytes: number, description: number, schemas: number];

function sizeOf(entry: unknown, { id, schemas }: List): EntrySize {
  if (!isRecord(entry)) return ['', bytesOf(entry), 0, 0];
  const description = asString(entry['description']);
  const schemaBytes = schemas.reduce((sum, name) => sum + bytesOf(entry[name]), 0);
  return [asString(entry[id]), bytesOf(entry), Buffer.byteLength(description), schemaBytes];
}

const bytesOf = (value: unknown): number => Buffer.byteLength(jsonOf(value) ?? '');

/** `undefined` for what JSON has no value for; getters of the host may throw. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
