/** Where in the host's own code the tools, prompts and resources of each server were registered (MCPWATCH_SOURCES). */
import type { EventType } from './model.js';

/** The type of the events of their calls. */
export type RegisteredKind = Extract<EventType, 'tool_call' | 'prompt_get' | 'resource_read'>;

interface Registration {
  /** `file:line:column`. */
  readonly place: string;
  /** Whether it is a template that a resource's address fits. */
  readonly matches: ((uri: string) => boolean) | undefined;
}

/** What a server may register under names that a client has invented. */
const MOST = 5000;
/** Characters of an attribute. */
const LIST_CHARS = 3800;

export class Registrations {
  readonly #known = new Map<string, Registration>();

  note(kind: RegisteredKind, name: string, registration: Registration): void {
    if (this.#known.size < MOST) this.#known.set(`${kind} ${name}`, registration);
  }

  placeOf(kind: string, name: string): string | undefined {
    const own = this.#known.get(`${kind} ${name}`);
    if (own !== undefined || kind !== 'resource_read') return own?.place;
    return [...this.#known.values()].find(({ matches }) => matches?.(name))?.place;
  }

  /** All of one kind, as JSON: the names in each file, each with its line and column; as many as fit. */
  list(kind: RegisteredKind): string {
    const files: Record<string, Record<string, string>> = {};
    let chars = 2;
    for (const [key, { place }] of this.#known) {
      const [, file = '', position = ''] = /^(.+?):(\d+:\d+)$/.exec(place) ?? [];
      if (!key.startsWith(`${kind} `) || file === '') continue;
      const name = key.slice(kind.length + 1);
      chars +=
        JSON.stringify([name, position]).length + (files[file] === undefined ? JSON.stringify(file).length + 4 : 0);
      if (chars > LIST_CHARS) break;
      files[file] = { ...files[file], [name]: position };
    }
    return JSON.stringify(files);
  }
}

const byServer = new WeakMap<object, Registrations>();
let isRecording = false;

/** From now on, `registrationsOf` answers. */
export function recordRegistrations(): void {
  isRecording = true;
}

/** `server`: the `Server`, not the `McpServer`. `undefined` when nobody wants to know. */
export function registrationsOf(server: object | undefined): Registrations | undefined {
  if (!isRecording || server === undefined) return undefined;
  const known = byServer.get(server) ?? new Registrations();
  byServer.set(server, known);
  return known;
}
