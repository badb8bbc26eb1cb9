/** What one process sends, measured with real requests to a gateway on loopback. Bundled by bench/fleet.mjs. */
import { readOtlpSettings } from '../src/config/otlp/otlp-settings.js';
import { openPost } from '../src/delivery/ship/http/open-post.js';
import { Resources } from '../src/delivery/ship/otlp/resource/resources.js';
import { OtlpDestination } from '../src/delivery/ship/otlp/send/otlp-destination.js';

export interface Sender {
  /** Sends lines, one event each, as one request. */
  send(lines: readonly Uint8Array[]): Promise<unknown>;
  /** Sends the metrics. */
  flush(): Promise<void>;
  close(): void;
}

export function senderTo(address: string, instance: string, env: Readonly<Record<string, string>> = {}): Sender {
  const { settings } = readOtlpSettings({ kind: 'address', address }, env);
  if (settings === undefined) throw new Error('OTLP is off');
  const process = { pid: 4242, executable: '/usr/bin/node', command: '/srv/server.js', runtimeVersion: '24.21.0' };
  const { serviceName, resourceAttributes: attributes } = settings;
  return new OtlpDestination({
    settings,
    payloads: 'off',
    resources: new Resources({ instance, process, serviceName, attributes }),
    scope: { name: 'mcpwatch-node', version: '1.0.0' },
    startUs: Date.now() * 1000,
    openPost: ({ url, timeoutMs }) => openPost({ url: new URL(url), env, isLoopback: true, timeoutMs }),
    onProblem: (text) => {
      throw new Error(text);
    },
    dropped: () => ({}),
    onHeld: () => {},
    store: { read: () => [], write: () => {}, delete: () => {} },
    now: Date.now,
    random: Math.random,
  });
}
