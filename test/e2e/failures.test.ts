/** What is recorded of an error besides its message (#9 A8, A9). */
import { beforeAll, describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { fixture } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const TOOLS = ['timeout', 'refused', 'any', 'nested', 'cyclic', 'url'];
const STEPS: readonly Step[] = [
  ...HANDSHAKE,
  ...TOOLS.map((name): Step => ({ request: 'tools/call', params: { name, arguments: {} } })),
];

let events: readonly McpWatchEvent[];
const failureOf = (name: string) => events.find((event) => event.event_name === name);
const causeOf = (name: string) => failureOf(name)?.attributes['exception.cause']?.split('\n');

beforeAll(async () => {
  ({ events } = await watch({ file: fixture('odd-errors.mjs'), steps: STEPS }));
});

describe('an error code', () => {
  it('is that of a JSON-RPC error response', () => {
    expect(failureOf('url')).toMatchObject({ is_error: true, error_code: -32042 });
  });

  it('is not a number that an error of the host happens to have', () => {
    for (const name of ['timeout', 'refused', 'any', 'nested']) {
      expect(failureOf(name)).toMatchObject({ is_error: true, error_code: null });
    }
    expect(failureOf('timeout')?.attributes['exception.type']).toBe('TimeoutError');
  });
});

describe('the cause of an error', () => {
  it('is recorded: why a fetch failed', () => {
    expect(failureOf('refused')?.error_message).toBe('fetch failed');
    expect(causeOf('refused')).toEqual([expect.stringMatching(/ECONNREFUSED 127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/)]);
  });

  it('is every error of an AggregateError', () => {
    expect(causeOf('any')).toEqual(['Error: first mirror down', 'TypeError: bad url']);
  });

  it('is the whole chain, each under what it caused', () => {
    expect(causeOf('nested')).toEqual(['Error: middle', '  RangeError: innermost']);
  });

  it('ends, also in a circle', () => {
    expect(causeOf('cyclic')?.length).toBeLessThanOrEqual(5);
  });
});

describe('the data of a JSON-RPC error', () => {
  it('is recorded without secrets', () => {
    const data = failureOf('url')?.attributes['mcpwatch.error.data'];
    expect(data).toContain('https://id.example/sign-in');
    expect(data).not.toContain('hunter2');
  });

  it('leaves nothing of itself or of a cause with payloads off', async () => {
    const { events: silent } = await watch({
      file: fixture('odd-errors.mjs'),
      steps: STEPS,
      env: { MCPWATCH_PAYLOADS: 'off' },
    });

    expect(silent.filter((event) => event.is_error)).toHaveLength(TOOLS.length);
    expect(JSON.stringify(silent)).not.toMatch(/id\.example|mirror|innermost|ECONNREFUSED/);
  });
});

describe.each(['v1', 'v2'])('a handler of SDK %s that throws undefined or null, which is never answered', (sdk) => {
  it('is named by the hanging call and by its end', async () => {
    const {
      plain,
      watched,
      events: all,
    } = await watch({
      file: fixture('throws-nothing.mjs'),
      fileArgs: [sdk],
      steps: [
        ...HANDSHAKE,
        { post: 'tools/call', params: { name: 'undefined' } },
        { post: 'tools/call', params: { name: 'null' } },
        // Is answered when the others have been open for a while.
        { request: 'tools/call', params: { name: 'late' } },
      ],
      env: { MCPWATCH_HUNG_AFTER: '100' },
    });

    expect(watched.stdout).toBe(plain.stdout);
    for (const name of ['undefined', 'null']) {
      expect(all.filter(({ attributes }) => attributes['mcpwatch.call.name'] === name)).toMatchObject([
        {
          event_name: 'call.hanging',
          error_message: expect.stringMatching(/, and will get no reply: its handler has failed$/),
          attributes: { 'exception.type': name },
        },
      ]);
      expect(all.filter(({ event_name }) => event_name === name)).toMatchObject([
        { is_error: true, attributes: { 'exception.type': name } },
      ]);
    }
  });
});
