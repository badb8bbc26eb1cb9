/** How failures are grouped. */
import { describe, expect, it } from 'vitest';
import { messageShape } from '../../../src/analysis/problems/message-shape.js';
import { ownFrame } from '../../../src/analysis/problems/own-frame.js';
import { problemOf } from '../../../src/analysis/problems/problem.js';

describe('the shape of a message', () => {
  it.each([
    ['row 42 of 1,234.5 not found', 'row <n> of <n> not found'],
    ["ENOENT: no such file, open '/home/ann/a b/c.txt'", "ENOENT: no such file, open '<path> b/c.txt'"],
    ['C:\\Users\\ann\\x.js is locked', '<path> is locked'],
    ['GET https://api.example.com/v1/items/7?k=1 answered 503', 'GET <url> answered <n>'],
    ['user 0b3e7a52-9f6d-4d1c-8a35-6f1f3c1f0e11 is gone', 'user <id> is gone'],
    ['key ab12cd34ef56ab78 expired at 2026-11-26T10:00:00.000Z', 'key <id> expired at <time>'],
    ['  two\n lines\t', 'two lines'],
    ['JSON-RPC error', 'JSON-RPC error'],
  ])('%j is %j', (message, shape) => {
    expect(messageShape(message)).toBe(shape);
  });

  it('is the same for two of a kind, and short', () => {
    expect(messageShape(`a ${'x'.repeat(5000)}`).length).toBe(300);
    expect(messageShape('timeout after 31 ms')).toBe(messageShape('timeout after 3012 ms'));
  });
});

describe('the first frame of the server’s own code', () => {
  it.each([
    [
      'Error: x\n    at node:internal/a:1:2\n    at f (/srv/node_modules/b/c.js:1:2)\n    at go (/srv/app.js:3:4)',
      '/srv/app.js:3:4',
    ],
    ['Error: x\n    at async file:///srv/app.mjs:10:20', '/srv/app.mjs:10:20'],
    ['Error: x\n    at new Thing (C:\\srv\\app.js:1:2)', 'C:\\srv\\app.js:1:2'],
    ['Error: x\n    at Array.map (<anonymous>)', null],
    ['', null],
  ])('%j: %j', (stack, place) => {
    expect(ownFrame(stack)).toBe(place);
  });

  it('is found in linear time', () => {
    expect(ownFrame(`Error\n${`    at ${'('.repeat(200)}${'a:1'.repeat(50)}\n`.repeat(200)}`)).toBe(null);
  });
});

describe('a problem', () => {
  const failed = { event_type: 'tool_call', event_name: 'add', status: 'error', error_type: 'tool_error' } as const;

  it('is the same for the same fault, whatever its numbers', () => {
    const one = problemOf({ ...failed, error_message: 'row 1' }, {});
    expect(problemOf({ ...failed, error_message: 'row 2', event_name: 'sub' }, {})).toEqual(one);
    expect(one).toMatchObject({ kind: 'error', title: 'row <n>' });
    expect(problemOf({ ...failed, error_message: 'column 1' }, {})?.problem_id).not.toBe(one?.problem_id);
    const stack = { 'exception.stacktrace': 'Error: row 1\n    at go (/srv/app.js:3:4)' };
    expect(problemOf({ ...failed, error_message: 'row 1' }, stack)).toMatchObject({ location: '/srv/app.js:3:4' });
  });

  it('is not a call that its client cancelled, nor one that succeeded', () => {
    expect(problemOf({ ...failed, status: 'cancelled', error_message: null }, {})).toBe(null);
    expect(problemOf({ ...failed, status: 'ok', error_message: null }, {})).toBe(null);
  });
});
