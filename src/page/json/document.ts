/** A parsed JSON document: its values by path, as summaries, as lines. Runs in the worker. */
import { type JsonNode, type Path, SHOWN_CHARS } from './protocol.js';

const encoder = new TextEncoder();
const MAX_FOUND = 10_000;

export class JsonDocument {
  readonly #root: unknown;
  #lines: { readonly of: string; readonly lines: readonly string[] } | undefined;

  constructor(text: string) {
    this.#root = JSON.parse(text);
  }

  at(path: Path): unknown {
    let found: unknown = this.#root;
    for (const step of path) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
      found = Reflect.get(found, step);
    }
    return found;
  }

  node(path: Path): JsonNode | undefined {
    const value = this.at(path);
    return value === undefined ? undefined : nodeOf(path.at(-1) ?? '', value);
  }

  children(path: Path, from: number, count: number): readonly JsonNode[] {
    const value = this.at(path);
    if (Array.isArray(value)) {
      return value.slice(from, from + count).map((item: unknown, index) => nodeOf(from + index, item));
    }
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value)
      .slice(from, from + count)
      .map(([key, item]) => nodeOf(key, item));
  }

  lines(path: Path): readonly string[] {
    const of = JSON.stringify(path);
    if (this.#lines?.of !== of) this.#lines = { of, lines: this.text(path).split('\n') };
    return this.#lines.lines;
  }

  find(path: Path, query: string): { total: number; lines: readonly number[] } {
    const wanted = query.toLowerCase();
    const found = this.lines(path).flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [index] : []));
    return { total: found.length, lines: found.slice(0, MAX_FOUND) };
  }

  text(path: Path): string {
    return JSON.stringify(this.at(path), null, 2) ?? '';
  }
}

function nodeOf(key: string | number, value: unknown): JsonNode {
  const bytes = encoder.encode(JSON.stringify(value) ?? '').length;
  if (Array.isArray(value)) return { key, kind: 'array', text: '', cutChars: 0, size: value.length, bytes };
  if (typeof value === 'object' && value !== null) {
    return { key, kind: 'object', text: '', cutChars: 0, size: Object.keys(value).length, bytes };
  }
  const text = typeof value === 'string' ? value : String(value);
  const kind = value === null ? 'null' : scalarKind(value);
  return {
    key,
    kind,
    text: text.slice(0, SHOWN_CHARS),
    cutChars: Math.max(0, text.length - SHOWN_CHARS),
    size: 0,
    bytes,
  };
}

function scalarKind(value: unknown): 'string' | 'number' | 'boolean' {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
}
