import { describe, expect, it } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

const CALL = [
  ['initialize', false],
  ['tool_call', false],
];
const CLOSE = ['close', false];
/** A connection that came to nothing. */
const REFUSED = [['error', true], CLOSE];

/** What is recorded for each way to connect; nothing is recorded twice, and nothing that worked fails. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  again: [...CALL, CLOSE, ...CALL, CLOSE],
  twice: [...REFUSED, ...CALL, CLOSE],
  'refused-start': [...REFUSED, ...CALL, CLOSE],
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

  it.each([
    ['twice', /^connect was refused: the server is connected already/],
    ['refused-start', /^not yet$/],
  ])('%s: the reason is recorded, with the place in the code of the host', async (way, message) => {
    const { events } = await watch({
      file: fixture('connects-oddly.mjs'),
      fileArgs: [way],
      steps: [],
      ending: 'exits-by-itself',
    });

    expect(events.find(({ is_error }) => is_error)).toMatchObject({
      event_name: 'transport.error',
      server_name: 'connects-oddly',
      error_message: expect.stringMatching(message),
      attributes: {
        'error.type': 'transport_error',
        'exception.stacktrace': expect.stringContaining('connects-oddly.mjs:'),
      },
    });
  });

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
