/** What mcpwatch says on stderr: by level, once where that is enough. */
import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../src/diagnostics.js';
import type { LogLevel } from '../src/model.js';

function openDiagnostics(level: LogLevel) {
  const lines: string[] = [];
  return { lines, diagnostics: createDiagnostics(level, (line) => void lines.push(line)) };
}

describe('diagnostics', () => {
  it.each([
    ['off', []],
    ['error', ['mcpwatch: e\n']],
    ['info', ['mcpwatch: e\n', 'mcpwatch: i\n']],
    ['debug', ['mcpwatch: e\n', 'mcpwatch: i\n', 'mcpwatch: d\n']],
  ] as const)('say at level %s: %j', (level, expected) => {
    const { lines, diagnostics } = openDiagnostics(level);

    diagnostics.error('e');
    diagnostics.info('i');
    diagnostics.debug('d');

    expect(lines).toEqual(expected);
  });

  it('print a message once per key', () => {
    const { lines, diagnostics } = openDiagnostics('error');

    diagnostics.once('401', 'first');
    diagnostics.once('401', 'again');
    diagnostics.once('500', 'other');

    expect(lines).toEqual(['mcpwatch: first\n', 'mcpwatch: other\n']);
  });
});
