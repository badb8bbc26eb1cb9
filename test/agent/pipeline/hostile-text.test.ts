/** Text that is made to be read again and again: a client chooses its arguments, and must not stop the server by them. */
import { describe, expect, it } from 'vitest';
import { payloadOf } from './sample-event.js';

const UNITS = [
  '\\',
  '\\\\"',
  '"auth":{',
  '"pass":[',
  '{"pwd":',
  "token='",
  '"token":',
  'sk-a-',
  'eyJaaaaaaaa.',
  '://a@',
  "' ",
  '-----BEGIN ',
];
/** The most that may be set; on the square of it, reading would take minutes. */
const MOST = { MCPWATCH_MAX_PAYLOAD_BYTES: '1048576' };

describe('hostile text', () => {
  it.each(UNITS)('%j over and over is read in a moment', (unit) => {
    const text = `token password secret key ${unit.repeat(Math.ceil(1_000_000 / unit.length))}`;
    const started = process.cpuUsage();
    payloadOf({ text }, MOST);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(5000);
  });
});
