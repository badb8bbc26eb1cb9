/** Hosts that break a method of a built-in prototype: neither the host nor its event differs from what it should be (#9 B11). */
import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { watch } from '../support/watched.js';

type Answers = ReadonlyArray<readonly [name: string, result: unknown]>;

const SECRET = /hunter2(?:-fake)?/g;

describe.each(NODES)('a host that breaks every method of every prototype, one at a time, on %s', (_name, node) => {
  it.each([['throw'], ['nothing']])('gets the same results, and right events: each does %s', async (how) => {
    const { plain, watched, events } = await watch({
      node,
      file: fixture('breaks-methods.mjs'),
      fileArgs: [how],
      steps: [],
      ending: 'exits-by-itself',
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    const answers = JSON.parse(Buffer.from(plain.stdout, 'base64').toString()) as Answers;
    const answered = answers.filter(([, result]) => result !== null);
    expect(answered.length).toBeGreaterThan(300);
    const responses = new Map(events.map((event) => [event.event_name, JSON.stringify(event.response_content)]));
    for (const [name, result] of answered) {
      expect(responses.get(name), name).toBe(JSON.stringify(result).replace(SECRET, '[redacted]'));
    }
    expect(events.filter((event) => event.event_type === 'tool_call').length).toBeGreaterThanOrEqual(answered.length);
    expect(JSON.stringify(events)).not.toMatch(SECRET);
  });
});
