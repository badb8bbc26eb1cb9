/** docs/opentelemetry.md has a row with its source for everything that the tables in the code have. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { taskFailure, type Unanswered } from '../../src/agent/capture/failure.js';
import { DROPPED, DURATIONS } from '../../src/delivery/ship/otlp/metrics/instruments.js';
import { OPERATION_ATTRIBUTES } from '../../src/delivery/ship/otlp/span/operation-attributes.js';

const page = readFileSync('docs/opentelemetry.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));
const targets = new Map([...page.matchAll(/^\[(\w+)\]: (https:\S+)$/gm)].map(([, name, url]) => [name, url]));

/** The last cell of the row that begins with `name` in its first cell. */
function sourceOf(name: string): string {
  const row = rows.find((line) => line.split('|')[1]?.includes(`\`${name}\``));
  return row?.split('|').at(-2)?.trim() ?? '';
}

it.each([...OPERATION_ATTRIBUTES, ...Object.keys(DURATIONS)])('%s has its source in the conventions', (name) => {
  const [, file] = /\[[\w.]+\]\[(\w+)\]/.exec(sourceOf(name)) ?? [];
  expect(targets.get(file)).toMatch(/^https:\/\/github\.com\/open-telemetry\/semantic-conventions-genai\/.*\.yaml$/);
});

it('what is not in the conventions is called our own', () => {
  expect(sourceOf(DROPPED)).toBe("mcpwatch's own");
});

const UNANSWERED: Readonly<Record<Unanswered, true>> = {
  cancelled: true,
  timeout: true,
  connection_closed: true,
  shutdown: true,
  process_died: true,
  overflow: true,
};

it.each([...Object.keys(UNANSWERED), 'tool_error', taskFailure('failed', '', {})?.attributes['error.type']])(
  'the failure %s is explained',
  (type) => {
    expect(rows.some((line) => line.split('|')[1]?.includes(`\`${type}\``))).toBe(true);
  },
);

it('no failure is explained that there is none of', () => {
  expect(page).not.toContain('process_exit');
});
