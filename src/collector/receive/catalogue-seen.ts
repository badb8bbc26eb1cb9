/** The list in a reply to `tools/list`, `prompts/list` or `resources/list`: a reply that says nothing new has only its hash. */
import type { CatalogueEntry, CatalogueKind, CatalogueSeen } from '../../analysis/rows/catalogue.js';
import { isRecord, type ReceivedEvent } from './event-shape.js';

interface ListMethod {
  readonly kind: CatalogueKind;
  /** What identifies an entry. */
  readonly id: string;
  readonly schemas: readonly string[];
}

const LIST_METHODS: Readonly<Record<string, ListMethod>> = {
  'tools/list': { kind: 'tools', id: 'name', schemas: ['inputSchema', 'outputSchema'] },
  'prompts/list': { kind: 'prompts', id: 'name', schemas: ['arguments'] },
  'resources/list': { kind: 'resources', id: 'uri', schemas: [] },
};

const MAX_ENTRIES = 5000;

export function catalogueSeen(event: ReceivedEvent, atMs: number): CatalogueSeen | null {
  const method = Object.hasOwn(LIST_METHODS, event.mcp_method) ? LIST_METHODS[event.mcp_method] : undefined;
  if (method === undefined || event.is_error) return null;
  const content = isRecord(event.response_content) ? event.response_content : {};
  const list = content[method.kind];
  const listed = Array.isArray(list) ? list.slice(0, MAX_ENTRIES).flatMap((item) => entryOf(item, method)) : [];
  const reported = sizesIn(event.attributes['mcpwatch.list.entries'] ?? '', method);
  if (!Array.isArray(list) && reported.size === 0) return null;
  // Without payloads there are the names and sizes only; a shape has entries without their names.
  const isListed = reported.size === 0 || listed.some(({ name }) => reported.has(name));
  const { cursor } = isRecord(event.request_params) ? event.request_params : {};
  const isPartial =
    cursor !== undefined || content['nextCursor'] !== undefined || event.attributes['mcpwatch.list.is_page'] === 'true';
  return {
    server_name: event.server_name,
    kind: method.kind,
    at_ms: atMs,
    entries: isListed ? listed.map((entry) => withSizes(entry, reported.get(entry.name))) : [...reported.values()],
    isDefined: isListed,
    isPartial,
    // Without payloads a cursor is not known, or shown by its length only.
    ...(isPartial && isListed ? pageOf(cursor) : {}),
  };
}

const CURSOR_CHARS = 256;

/** The first page has no cursor. */
function pageOf(cursor: unknown): { readonly page?: string } {
  if (cursor === undefined) return { page: '' };
  return typeof cursor === 'string' && cursor.length <= CURSOR_CHARS ? { page: cursor } : {};
}

/** As the server has sent them: what was recorded may be redacted. */
const withSizes = (entry: CatalogueEntry, sizes: CatalogueEntry | undefined): CatalogueEntry =>
  sizes === undefined ? entry : { ...sizes, text: entry.text };

/** What the sender says of the entries: `[name, bytes, of the description, of the schemas]` each, the largest first. */
function sizesIn(text: string, { id }: ListMethod): ReadonlyMap<string, CatalogueEntry> {
  const sizes = new Map<string, CatalogueEntry>();
  const entries = parsed(text);
  if (!Array.isArray(entries)) return sizes;
  for (const entry of entries) {
    if (!Array.isArray(entry)) continue;
    const [name, bytes, description_bytes, schema_bytes]: unknown[] = entry;
    if (typeof name !== 'string' || !isSize(bytes) || !isSize(description_bytes) || !isSize(schema_bytes)) continue;
    sizes.set(name, { name, bytes, description_bytes, schema_bytes, text: JSON.stringify({ [id]: name }) });
  }
  return sizes;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(item: unknown, { id, schemas }: ListMethod): CatalogueEntry[] {
  if (!isRecord(item)) return [];
  const name = item[id];
  if (typeof name !== 'string') return [];
  const text = JSON.stringify(item);
  const description = item['description'];
  return [
    {
      name,
      bytes: Buffer.byteLength(text),
      description_bytes: typeof description === 'string' ? Buffer.byteLength(description) : 0,
      schema_bytes: schemas.reduce((sum, key) => sum + jsonBytes(item[key]), 0),
      text,
    },
  ];
}

function jsonBytes(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
