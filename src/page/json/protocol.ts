/** What the page and its JSON worker send each other: large JSON is fetched, parsed and searched off the page's thread. */

export type Path = readonly (string | number)[];

/** One value of a JSON document, without what is inside. */
export interface JsonNode {
  /** Key in its object or index in its array; empty at the root. */
  readonly key: string | number;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** The value of a scalar, cut at `SHOWN_CHARS`; empty otherwise. */
  readonly text: string;
  /** Characters of a string that are not in `text`. */
  readonly cutChars: number;
  /** Members of an object or array. */
  readonly size: number;
  /** Size as JSON in UTF-8. */
  readonly bytes: number;
}

export type JsonRequest =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'node'; readonly path: Path }
  | { readonly kind: 'children'; readonly path: Path; readonly from: number; readonly count: number }
  /** The value as indented JSON, and how many lines it has. */
  | { readonly kind: 'lines'; readonly path: Path; readonly from: number; readonly count: number }
  /** Indices of lines that contain `query`, in any case. */
  | { readonly kind: 'find'; readonly path: Path; readonly query: string }
  | { readonly kind: 'text'; readonly path: Path };

export interface JsonReplies {
  readonly open: { readonly bytes: number };
  readonly node: JsonNode | undefined;
  readonly children: readonly JsonNode[];
  readonly lines: { readonly total: number; readonly lines: readonly string[] };
  readonly find: { readonly total: number; readonly lines: readonly number[] };
  readonly text: string;
}

export interface Asked {
  readonly id: number;
  readonly request: JsonRequest;
}

export type Answered =
  | { readonly id: number; readonly status: 'ok'; readonly value: unknown }
  | { readonly id: number; readonly status: 'failed'; readonly message: string };

/** The longest string that a tree shows at once. */
export const SHOWN_CHARS = 2000;
