/** The list in a reply to `tools/list`, `prompts/list` or `resources/list`, when it is there in full. */
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
  if (method === undefined || event.is_error || !isRecord(event.response_content)) return null;
  const list = event.response_content[method.kind];
  if (!Array.isArray(list)) return null;
  const params = isRecord(event.request_params) ? event.request_params : {};
  return {
    server_name: event.server_name,
    kind: method.kind,
    at_ms: atMs,
    entries: list.slice(0, MAX_ENTRIES).flatMap((item: unknown) => entryOf(item, method)),
    isPartial: params['cursor'] !== undefined || event.response_content['nextCursor'] !== undefined,
  };
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
