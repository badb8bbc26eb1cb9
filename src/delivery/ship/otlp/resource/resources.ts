/**
 * The resource of an event: service, process, runtime and SDK (docs/resource/service.md, process.md, telemetry.sdk).
 * Events of another process, which ended before it could send them, have that process's instance id and nothing of
 * this one's. Command line arguments are left out: they often hold credentials.
 */
import type { Attributes, Resource } from '../encode/messages.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { instanceId } from './instance-id.js';

export interface ProcessFacts {
  readonly pid: number;
  readonly executable: string;
  readonly command: string | undefined;
  readonly runtimeVersion: string;
}

export interface ResourceOptions {
  /** This process's, as in `mcpwatch.session.id`; the instance of an event that does not name one. */
  readonly instance: string;
  readonly process: ProcessFacts;
  /** OTEL_SERVICE_NAME. */
  readonly serviceName: string | undefined;
  /** OTEL_RESOURCE_ATTRIBUTES, which beat everything but OTEL_SERVICE_NAME. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** As the specification has it where nobody names the service. */
const UNKNOWN_SERVICE = 'unknown_service:node';
/** Server names are few, but a host may make them up. */
const MOST_KEPT = 1000;

export class Resources {
  readonly #options: ResourceOptions;
  readonly #known = new Map<string, Resource>();
  readonly #own = new WeakSet<Resource>();

  constructor(options: ResourceOptions) {
    this.#options = options;
  }

  /** The same object for events of the same server in the same process. */
  of(event: RecordedEvent): Resource {
    const instance = this.#instanceOf(event);
    const key = [instance, event.server_name, event.server_version, event.sdk_version].join('\0');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const resource = { attributes: this.#attributes(event, instance) };
    if (instance === this.#options.instance) this.#own.add(resource);
    this.#known.set(key, resource);
    return resource;
  }

  /** Whether `resource` is of this process. */
  isOwn(resource: Resource): boolean {
    return this.#own.has(resource);
  }

  #instanceOf({ attributes }: RecordedEvent): string {
    const [instance = ''] = (attributes['mcpwatch.session.id'] ?? '').split('-');
    return instance === '' ? this.#options.instance : instance;
  }

  #attributes(event: RecordedEvent, instance: string): Attributes {
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
