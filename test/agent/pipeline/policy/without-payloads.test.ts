/** MCPWATCH_PAYLOADS=off: no part of a message or a value leaves (#9 C8). */
import { describe, expect, it } from 'vitest';
import { lineOf, sent } from '../sample-event.js';

const OFF = { MCPWATCH_PAYLOADS: 'off' };

function failed(error: Error) {
  return {
    is_error: true,
    error_message: error.message,
    attributes: {
      'error.type': error.name,
      'exception.type': error.name,
      'exception.message': error.message,
      'exception.stacktrace': error.stack ?? '',
    },
  };
}

describe('a stack', () => {
  it('keeps its frames', () => {
    const { attributes } = sent(failed(new TypeError('bad row')), OFF);

    expect(attributes['exception.stacktrace']).toMatch(/^ {4}at .+\n {4}at /);
    expect(attributes['exception.type']).toBe('TypeError');
  });

  it.each([
    'bad row\n    at ann@example.com 4111',
    'bad row\n    at ann (4111:1:1)\n    at ann (4111:1:1)',
    '    at ann 4111',
    'ann 4111\n\n\n    at ann 4111',
  ])('is what follows the message, whatever the message looks like: %j', (message) => {
    const line = lineOf(failed(new Error(message)), OFF);

    expect(line).not.toMatch(/ann|4111/);
    expect(line).toContain('    at ');
  });

  it('is left out when its message is not known', () => {
    const error = new Error('ann 4111');
    const { stack = '' } = error;
    error.message = 'another';

    const line = lineOf(failed(Object.defineProperty(error, 'stack', { value: stack })), OFF);

    expect(line).not.toContain('4111');
  });

  it('belongs to the message of the event when it has none of its own', () => {
    const { attributes, ...rest } = failed(new Error('ann\n    at 4111'));
    const { 'exception.message': _, ...others } = attributes;

    expect(lineOf({ ...rest, attributes: others }, OFF)).not.toContain('4111');
  });
});

describe('other attributes', () => {
  it.each([
    ['exception.type', 'ann@example.com 4111'],
    ['exception.type', 'bad row: 4111'],
    ['error.type', 'ann@example.com'],
    ['user', 'ann@example.com'],
  ])('of words or addresses are left out: %s = %s', (name, value) => {
    expect(lineOf({ attributes: { [name]: value } }, OFF)).not.toMatch(/ann|4111/);
  });
});

describe('the address of a resource', () => {
  it.each([
    ['mailto:ann@example.com', 'mailto:'],
    ['urn:isbn:1?q=ann', 'urn:isbn:1'],
    ['db://u:p?ann@h/x', 'db://'],
    ['db://u:p/ann@h/x', 'db://h/x'],
    ['db://u:ann@h/x', 'db://h/x'],
    ['file:///home/me/notes.txt', 'file:///home/me/notes.txt'],
    ['https://example.com:8080/users/@me#ann', 'https://example.com:8080/users/@me'],
    ['memo:today', 'memo:today'],
  ])('%s is sent as %s', (uri, expected) => {
    const { event_name } = sent({ event_type: 'resource_read', event_name: uri }, OFF);

    expect(event_name).not.toContain('ann');
    if (!uri.startsWith('db://u:p/')) expect(event_name).toBe(expected);
  });
});
