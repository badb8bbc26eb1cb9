import { describe, expect, it } from 'vitest';
import { createDiagnostics, createLedger } from '../src/diagnostics.js';
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

  it('stay on one line, without terminal control characters', () => {
    const { lines, diagnostics } = openDiagnostics('info');

    diagnostics.info('watching a\nb\u001b[2Jc');

    expect(lines).toEqual(['mcpwatch: watching a b [2Jc\n']);
  });

  it('print a message once per key', () => {
    const { lines, diagnostics } = openDiagnostics('error');

    diagnostics.once('401', 'first');
    diagnostics.once('401', 'again');
    diagnostics.once('500', 'other');

    expect(lines).toEqual(['mcpwatch: first\n', 'mcpwatch: other\n']);
  });
});

describe('the ledger', () => {
  it('counts what was captured, and what was lost by reason', () => {
    const ledger = createLedger();

    for (let at = 0; at < 5; at += 1) ledger.captured();
    ledger.drop('sampled', 2);
    ledger.drop('sampled', 1);
    ledger.drop('rejected', 1);
    ledger.drop('expired', 0);

    expect(ledger.counts).toEqual({ captured: 5, dropped: { sampled: 3, rejected: 1 } });
  });
});
