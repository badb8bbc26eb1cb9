/** No text makes redaction take more than linear time (#9 C2). */
import { expect, it } from 'vitest';
import { payloadOf } from './sample-event.js';

const UNITS = [
  '"',
  '\\',
  '\\"',
  '"a":',
  '{',
  'eyJ',
  'eyJa.',
  'sk-',
  'sk-1',
  '://a:',
  '://a:b',
  '@',
  'https://',
  '=',
  '?a=',
  '&password=',
  'password=',
  'password="',
  "'",
  'basic ',
  'bearer a',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  'authorization:',
  'x-x-key:',
  'x-',
  ' ',
  '\t',
  '\n',
  'a: "',
  '_key',
  'SG.',
  'glaaaaa-',
  'export A=',
  '\\n',
  '"password":{',
  '"token":["',
  'data:;base64,',
  '-eyJ',
  '_eyJ',
]; // prettier-ignore
const STARTS = ['', 'password "token": ', '"password":"', 'token=x ', 'sk-ant'];

it('no text takes more than linear time to search', () => {
  const slowest = { ms: 0, text: '' };
  for (const start of STARTS) {
    for (const unit of UNITS) {
      const text = (start + unit.repeat(32_000)).slice(0, 32_000);
      const tries = [0, 1, 2].map(() => {
        const before = process.cpuUsage();
        payloadOf({ text });
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      const ms = Math.min(...tries);
      if (ms > slowest.ms) Object.assign(slowest, { ms, text: start + unit });
    }
  }

  // Quadratic time would be a second and more; linear time is a few milliseconds, on a busy machine a hundred.
  expect(slowest.ms, slowest.text).toBeLessThan(500);
});
