/** The answer of `/api/state` (docs/dev.md): what the collector says, and the page reads. */

export type StoreState =
  | { readonly kind: 'sqlite'; readonly path: string; readonly bytes: number; readonly sqlite_version: string }
  | {
      readonly kind: 'memory';
      readonly reason: string;
      readonly bytes: number;
      readonly max_bytes: number;
      readonly max_events: number;
    };

/** Paths of this machine, for configuration that can be pasted. */
export interface Setup {
  readonly node: string;
  readonly register: string;
  readonly cli: string;
  readonly endpoint: string;
  readonly platform: string;
  readonly cwd: string;
  readonly home: string;
  /** What a server needs to find this collector, when it is started without the environment of `mcpwatch dev`. */
  readonly env: Readonly<Record<string, string>>;
}

/** The first ever in the store. */
export interface Seen {
  readonly process: {
    readonly at: string;
    readonly instance: string;
    readonly pid: number | null;
    readonly server_name: string;
  } | null;
  readonly client: {
    readonly at: string;
    readonly client_name: string;
    readonly client_version: string;
    readonly server_name: string;
    readonly session_id: string;
  } | null;
  readonly call: {
    readonly at: string;
    readonly event_id: string;
    readonly event_name: string;
    readonly server_name: string;
  } | null;
}

/** The command that runs under `mcpwatch dev -- <command>`. */
export interface Child {
  readonly command: readonly string[];
  readonly pid: number | null;
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
}

export interface Rejected {
  readonly events: number;
  readonly last: { readonly at: string; readonly fault: string } | null;
}

export interface CollectorState {
  readonly now: string;
  readonly started_at: string;
  readonly version: string;
  readonly pid: number;
  readonly node: string;
  readonly address: string;
  readonly last_seq: number;
  /** Where live updates can go on from: `last_seq`, and of which store it is one. */
  readonly position: string;
  readonly store: StoreState;
  readonly retention: {
    readonly max_age_ms: number;
    readonly max_events: number;
    readonly max_bytes: number;
    readonly deleted_events: number;
  };
  readonly counts: Readonly<
    Record<'events' | 'operations' | 'errors' | 'running' | 'sessions' | 'servers' | 'tools' | 'problems', number>
  >;
  readonly per_minute: number;
  readonly seen: Seen;
  readonly servers: readonly {
    readonly server_name: string;
    readonly server_version: string;
    readonly last_at: string;
    readonly events: number;
  }[];
  readonly clients: readonly string[];
  readonly rejected: Rejected;
  readonly lost: Readonly<Record<string, number>>;
  readonly simulate: string | null;
  readonly child: Child | null;
  readonly notices: readonly { readonly at: string; readonly code: string; readonly message: string }[];
  readonly setup: Setup;
}
