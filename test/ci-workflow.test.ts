/** The workflow for GitHub runs what .ci/run runs, on every supported line of Node.js. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const workflow = readFileSync('.github/workflows/ci.yml', 'utf8');

describe('.github/workflows/ci.yml', () => {
  it('runs the same commands as .ci/run, in the same order', () => {
    const script = readFileSync('.ci/run', 'utf8');
    const commands = [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, command = '']) => command);
    expect(commands).toEqual(['npm ci', 'npm run check', 'npm test', 'npm run demo']);
    const places = commands.map((command) => script.search(new RegExp(`^(step )?${command}`, 'm')));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('runs them on Linux, macOS and Windows, and on Node 20, 22, 24 and 26', () => {
    expect(workflow).toContain('os: [ubuntu-latest, macos-latest, windows-latest]');
    expect(workflow).toContain('node: [20, 22, 24, 26]');
  });
});
