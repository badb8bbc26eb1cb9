/** An OTLP destination as the worker makes it, for tests. */
import { onTestFinished } from 'vitest';
import { readOtlpSettings } from '../../../../../src/config/otlp/otlp-settings.js';
import { openPost } from '../../../../../src/delivery/ship/http/open-post.js';
import type { Tls } from '../../../../../src/delivery/ship/http/post.js';
import { Resources } from '../../../../../src/delivery/ship/otlp/resource/resources.js';
import { OtlpDestination, type OtlpOptions } from '../../../../../src/delivery/ship/otlp/send/otlp-destination.js';
import { MOST_RESPONSE_BYTES } from '../../../../../src/delivery/ship/otlp/send/signal-sender.js';

export interface Destination {
  readonly destination: OtlpDestination;
  readonly problems: readonly string[];
}

type Env = Readonly<Record<string, string>>;

export function destinationAt(address: string, env: Env = {}, over: Partial<OtlpOptions> = {}, tls?: Tls): Destination {
  const { settings } = readOtlpSettings({ kind: 'address', address }, env);
  if (settings === undefined) throw new Error('OTLP is off');
  const problems: string[] = [];
  const destination = new OtlpDestination({
    settings,
    payloads: 'off',
    resources: new Resources({
      instance: '0123456789abcdef',
      process: { pid: 4242, executable: '/usr/bin/node', command: '/srv/server.js', runtimeVersion: '24.1.0' },
      serviceName: settings.serviceName,
      attributes: settings.resourceAttributes,
    }),
    scope: { name: 'mcpwatch-node', version: '1.2.3' },
    startUs: Date.UTC(2026, 10, 22, 10) * 1000,
    openPost: ({ url, timeoutMs }) =>
      openPost({
        url: new URL(url),
        env,
        isLoopback: !env['HTTP_PROXY'],
        timeoutMs,
        mostBytes: MOST_RESPONSE_BYTES,
        ...(tls === undefined ? {} : { tls }),
      }),
    onProblem: (text) => problems.push(text),
    dropped: () => ({}),
    onHeld: () => {},
    store: { read: () => [], write: () => {}, delete: () => {} },
    now: Date.now,
    // The first export by itself is as late as it can be.
    random: () => 0.999,
    ...over,
  });
  onTestFinished(() => destination.close());
  return { destination, problems };
}
