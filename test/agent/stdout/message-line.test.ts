/** Lines as the SDK writes them, and what resembles them. */
import { serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import { describe, expect, it } from 'vitest';
import { isMessage } from '../../../src/agent/stdout/message-line.js';

const result = (text: string) =>
  serializeMessage({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }] } });
const reversed = (text: string) => `${JSON.stringify({ result: { text }, jsonrpc: '2.0', id: 'a' })}\n`;

describe('a line is a message', () => {
  it.each([result('hello'), reversed('hello'), result('}{'), reversed('{} {}'), result('{"a":{}}'.repeat(50))])(
    'when it is one JSON-RPC object: %s',
    (line) => {
      expect(isMessage(line)).toBe(true);
    },
  );

  it.each([
    result('one').trim() + result('two'),
    `${reversed('one').trim()} ${reversed('two')}`,
    `{"debug":1}${reversed('two')}`,
    `{"debug":1} ${result('two')}`,
    '{"jsonrpc":"1.0","id":1}\n',
    'hello {}\n',
  ])('and not when it is more, or something else: %s', (line) => {
    expect(isMessage(line)).toBe(false);
  });
});
