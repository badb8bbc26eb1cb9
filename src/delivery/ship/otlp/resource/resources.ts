/**
 * The resource of an event: service, process, runtime and SDK (docs/resource/service.md, process.md, telemetry.sdk).
 * Events of another process, which ended before it could send them, have that process's instance id, and what else it
 * has left of itself with its metrics. Command line arguments are left out: they often hold credentials.
 */
import type { Attributes, Resource, Scope } from '../encode/messages.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { instanceId } from './instance-id.js';

export interface ProcessFacts {
  readonly pid: number;
  readonly executable: string;
  readonly command: string | undefined;
  readonly runtimeVersion: string;
}

export interface ResourceOptions {
  /** This process's, as in the ids of its events; the instance of an event that does not name one. */
  readonly instance: string;
  readonly process: ProcessFacts;
  /** OTEL_SERVICE_NAME. */
  readonly serviceName: string | undefined;
  /** OTEL_RESOURCE_ATTRIBUTES, which beat everything but OTEL_SERVICE_NAME. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A server in a process: what spans are grouped by, and what has metrics of its own. */
export interface Source {
  /** The same for the same server in the same process, whoever sends its events. */
  readonly key: string;
  readonly resource: Resource;
  /** It is in this process. */
  readonly isOwn: boolean;
}

/** As the specification has it where nobody names the service. */
const UNKNOWN_SERVICE = 'unknown_service:node';
/** What stands for the servers that are too many to be told apart. */
const OTHER = '_OTHER';
/** Server names are few, but a host may make them up. */
const MOST_KEPT = 1000;
/** See `newEventId`. */
const EVENT_ID = /^[\da-f]{12}-([\da-f]{16})-[\da-f]{6}$/;

type Named = Pick<RecordedEvent, 'server_name' | 'server_version' | 'sdk_name' | 'sdk_version'>;

export class Resources {
  readonly #options: ResourceOptions;
  readonly #known = new Map<string, Source>();

  constructor(options: ResourceOptions) {
    this.#options = options;
  }

  /** The same object for events of the same server in the same process. */
  of(event: RecordedEvent): Source {
    const instance = EVENT_ID.exec(event.event_id)?.[1] ?? this.#options.instance;
    const key = [instance, event.server_name, event.server_version, event.sdk_version].join('\n');
    return this.#known.get(key) ?? this.#keep(key, this.#attributes(event, instance));
  }

  /** The source of another process, with the resource that it had there. */
  restore(key: string, attributes: Attributes): Source {
    return this.#known.get(key) ?? this.#keep(key, attributes);
  }

  /** Of all servers of which there are too many; `sdk` is what mcpwatch says of itself. */
  other(sdk: Scope): Source {
    const { instance } = this.#options;
    const event = { server_name: OTHER, server_version: '', sdk_name: sdk.name, sdk_version: sdk.version };
    const key = [instance, OTHER, '', sdk.version].join('\n');
    return this.#known.get(key) ?? this.#keep(key, this.#attributes(event, instance));
  }

  #keep(key: string, attributes: Attributes): Source {
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const isOwn = key.startsWith(`${this.#options.instance}\n`);
    const source = { key, resource: { attributes }, isOwn };
    this.#known.set(key, source);
    return source;
  }

  #attributes(event: Named, instance: string): Attributes {
    const { serviceName, attributes: fromEnvironment, process } = this.#options;
    const isOwn = instance === this.#options.instance;
    const { server_name: name, server_version: version } = event;
    const attributes: Attributes = {
      'service.name': name || UNKNOWN_SERVICE,
      ...(version === '' ? {} : { 'service.version': version }),
      'service.instance.id': instanceId(instance),
      ...(isOwn ? processAttributes(process) : {}),
      'telemetry.sdk.name': event.sdk_name,
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': event.sdk_version,
      ...fromEnvironment,
      ...(serviceName === undefined ? {} : { 'service.name': serviceName }),
    };
    const isRenamed = attributes['service.name'] !== name && name !== '';
    return isRenamed ? { ...attributes, 'mcpwatch.server.name': name } : attributes;
  }
}

function processAttributes({ pid, executable, command, runtimeVersion }: ProcessFacts): Attributes {
  return {
    'process.pid': pid,
    'process.executable.path': executable,
    'process.executable.name': executable.slice(
      Math.max(executable.lastIndexOf('/'), executable.lastIndexOf('\\')) + 1,
    ),
    ...(command === undefined ? {} : { 'process.command': command }),
    'process.runtime.name': 'nodejs',
    'process.runtime.version': runtimeVersion,
    'process.runtime.description': 'Node.js',
  };
}
