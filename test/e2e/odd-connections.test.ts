import { describe, expect, it } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

const CALL = [
  ['initialize', false],
  ['tool_call', false],
];
const CLOSE = ['close', false];

/** What is recorded of each way to connect; nothing is recorded twice, and nothing fails that did not. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  again: [...CALL, CLOSE, ...CALL, CLOSE],
  twice: [...CALL, CLOSE],
  'refused-start': [...CALL, CLOSE],
  frozen: [],
  // Its messages cannot be heard; what it is given to send can, and belongs to no request.
  'set-once': [],
};

describe('a server that is connected oddly', () => {
  it.each(Object.entries(EXPECTED))(
    '%s: the host behaves as without us, and each call is recorded once',
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

  it('frozen: is told that it cannot be listened to', async () => {
    const { watched } = await watch({
      file: fixture('connects-oddly.mjs'),
      fileArgs: ['frozen'],
      steps: [],
      ending: 'exits-by-itself',
    });

    expect(watched.stderr).toContain('its transport is frozen, and cannot be listened to');
  });
});
