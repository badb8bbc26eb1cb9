import { describe, expect, it } from 'vitest';
import { run } from './support/program.js';

/** The check as a Node of `version` would run it. */
const checkOn = (version: string) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  return run(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    'scripts/check-node.mjs',
  ]);
};

describe('the check before every script', () => {
  it('says what is missing and how to get it, on a Node that is too old', async () => {
    const { code, stderr } = await checkOn('20.20.2');
    expect(code).toBe(1);
    expect(stderr).toContain('This script runs on Node 20.20.2');
    expect(stderr).toContain('npm ci --ignore-scripts=false');
  });

  it.each(['24.0.0', '26.10.0'])('is silent on Node %s', async (version) => {
    expect(await checkOn(version)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });
});
