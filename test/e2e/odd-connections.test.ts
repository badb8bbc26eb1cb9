import { describe, expect, it } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

const CALL = [
  ['initialize', false],
  ['tool_call', false],
];
const CLOSE = ['close', false];

/** What is recorded for each way to connect; nothing is recorded twice, and nothing that worked fails. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  again: [...CALL, CLOSE, ...CALL, CLOSE],
  twice: [...CALL, CLOSE],
  'refused-start': [...CALL, CLOSE],
  frozen: [],
  // Its incoming messages cannot be observed. What it sends can be, and belongs to no request.
  'set-once': [],
};

describe('a server that is connected in an unusual way', () => {
  it.each(Object.entries(EXPECTED))(
    '%s: the host behaves as without mcpwatch, and each call is recorded once',
    async (way, expected) => {
      const { plain, watched, events } = await watch({
        file: fixture('connects-oddly.mjs'),
        fileArgs: [way],
        steps: [],
        ending: 'exits-by-itself',
      });

      expect(watched.stdout).toBe(plain.stdout);
      expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
      expect(events.map((event) => [event.event_type, event.is_error])).toEqual(expected);
    },
  );

  it('frozen: a line says that it cannot be observed', async () => {
    const { watched } = await watch({
      file: fixture('connects-oddly.mjs'),
      fileArgs: ['frozen'],
      steps: [],
      ending: 'exits-by-itself',
    });

    expect(watched.stderr).toContain('its transport is frozen, and cannot be listened to');
  });
});
